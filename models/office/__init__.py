"""Generated office hours: real people, cut out by their outlines, behind drawn desks, with exact truth.

cutouts -> script (who does what when) -> room, figures, light -> frames. Pure given pictures and a seed.
"""
