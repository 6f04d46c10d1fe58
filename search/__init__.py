"""Search: one question, four languages, every section; two engines behind one interface (`search.services`)."""
