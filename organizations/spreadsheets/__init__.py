"""Files of Excel and CSV as tables: opening them safely, reading every cell rightly or saying why not, writing them.

Knows nothing of plans or people; the imports stand on it.
"""
