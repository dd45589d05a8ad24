"""The laws: what holds for every history, date and quote, tried with hypothesis on random ones."""
