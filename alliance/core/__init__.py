"""The shared bottom of the house: people, countries, vocabularies, outbox, cache and components. Imports no app of ours."""
