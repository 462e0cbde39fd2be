"""Random programs and assertions from a grammar of typed expressions, statements and states."""
