"""The shared bottom of the house: people, countries, vocabularies, outbox, cache, components. Imports no app of ours."""
