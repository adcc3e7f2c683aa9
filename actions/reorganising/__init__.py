"""Changes of the city's departments (機構改革): entered once with their date, rehearsed, carried out, taken back.

What a plan prints is never rewritten: who does the work today is read from the successions (actions/responsible.py).
"""
