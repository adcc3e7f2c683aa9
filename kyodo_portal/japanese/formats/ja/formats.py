"""2026-04-01, 2026/4/1 and 2026年4月1日. Never 4/1/2026, which reads as another day elsewhere."""

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"]
