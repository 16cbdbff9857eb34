"""Names of made-up people. The middle character is always a numeral, so that they are seen to be made up."""

from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
)
NUMERALS = "一二三四五六七八九十百千"
LAST = "禾苗田山石川泉舟帆竹松柏梅兰荷菊桐杉榆槐岭峰原野桥亭书笔纸墨琴瑟春夏秋冬晨晴雨雪"


def names(random: Random, count: int) -> list[str]:
    """`count` different names."""
    every = [a + b + c for a in SURNAMES for b in NUMERALS for c in LAST]
    return random.sample(every, count)
