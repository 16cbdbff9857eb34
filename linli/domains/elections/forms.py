from django.utils.translation import gettext_lazy as _

from linli.kernel.ui.fields import DayField
from linli.kernel.ui.forms import DescribedForm


class CompleteForm(DescribedForm):
    completed_on = DayField(label=_("完成日期"))
