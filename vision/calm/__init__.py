"""Calm: what rules find, as people handle it. One incident per cause, and no more alerts than anybody can answer."""
