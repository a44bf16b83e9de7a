"""Defects on purpose: random good submissions of every kind, and single random defects in them, each with a label.

A good submission is a fixture of the pack (`origin`), changed in what it holds (`structure`: rows, figures, parts left
out), and put in another guise (`guise`: other years, names, magnitudes, units and spellings). A defect comes from the
rules' own tests (`stated`), from a table of defects (`planted`) or from the schema alone (`misshapen`). Its label says
which code must speak and where: it comes from the test, the table or the schema, and is never worked out by running a
rule. `scores` runs the checker over all of it; `make corpus` prints what comes of that.
"""
