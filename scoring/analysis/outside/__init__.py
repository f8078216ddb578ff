"""Response tables from anywhere: read, marked, and analyzed by every statistic that `scoring.psychometrics` has.

Pure: no Django, no database. NumPy: for the command and for workers, never for a web process.
"""
