"""What pages of people show: everything is asked of the reader here, and templates only print."""
