"""The reference work for speed: one thousand plans of about 38 KB, a schema and twelve rules, beside others' tools.

Not part of the package. `python -m benchmarks --help` says what can be measured. The plans, the rules by hand and the
scripts of others stand in the shared material; here is only the pack that says the same in planlint's own language.
"""
