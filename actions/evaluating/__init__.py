"""Evaluation of answers by others than the department: the 事務局, a partner, the committee; and the city's reply."""
