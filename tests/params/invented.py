"""A notice for 2027 that is invented: no such notice is out. Its days are counted here by hand."""

from __future__ import annotations

from datetime import date

YEAR = 2027
NUMBER = "国办发明电〔2026〕99号"
TEXT = """\
国务院办公厅关于2027年
部分节假日安排的通知
国办发明电〔2026〕99号

各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
　　经国务院批准，现将2027年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
　　一、元旦：1月1日（周五）至3日（周日）放假，共3天。
　　二、春节：2月5日（农历除夕、周五）至12日（农历正月初七、周五）放假调休，共8天。1月31日（周日）、2月14日（周日）上班。
　　三、清明节：4月3日（周六）至5日（周一）放假，共3天。
　　四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
　　五、端午节：6月9日（周三）放假1天，不调休。
　　六、中秋节：9月15日（周三）放假1天，不调休。
　　七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
　　节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作，确保人民群众祥和平安度过节日假期。

国务院办公厅
2026年11月30日
"""

WORKED = "01-31 02-14 05-08 09-26 10-09"
# Weekdays off: those that are off already by the statute alone, and those that only the notice gives.
STATUTORY = "01-01 02-05 02-08 04-05 06-09 09-15 10-01"
ADDED = "02-09 02-10 02-11 02-12 05-03 05-04 05-05 10-04 10-05 10-06 10-07"


def days(text: str) -> list[date]:
    return [date.fromisoformat(f"{YEAR}-{day}") for day in text.split()]
