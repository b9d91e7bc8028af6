"""Judgement: one file per rule, each a transition table and a pure ``advance()``."""
