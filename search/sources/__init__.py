"""What can be found of the apps below: each module tells of one kind. The app above registers its own (`alliance.site.found`)."""
