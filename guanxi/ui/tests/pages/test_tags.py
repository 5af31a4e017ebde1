from django import forms
from django.template import Context, Template
from django.utils import translation

from guanxi.ui.templatetags import ui


def render(source: str, **context: object) -> str:
    with translation.override("en"):
        return Template(source).render(Context(context))


class Form(forms.Form):
    name = forms.CharField(help_text="Whole name")
    mail = forms.EmailField(required=False)
    news = forms.BooleanField(required=False)


def test_status_escapes_its_word():
    assert render("{% status word 'ok' %}", word="<b>") == '<span class="status" data-tone="ok">&lt;b&gt;</span>'


def test_icon_is_decoration_unless_labelled():
    assert 'aria-hidden="true"' in render('{% icon "check" %}')
    assert 'role="img" aria-label="done"' in render('{% icon "check" "done" %}')


def test_initials_escape_the_name():
    assert render("{% initials who %}", who='"><script>') == (
        '<span class="initials" role="img" aria-label="&quot;&gt;&lt;script&gt;" title="&quot;&gt;&lt;script&gt;">&quot;&gt;</span>'
    )


def test_nothing_renders_as_nothing():
    assert render("{% ago at %}{% money at %}{% initials at %}{% status at %}{% trend at %}", at=None) == ""


def test_count_says_that_it_is_an_estimate():
    assert render("{% count 12480 True %} {% count 7 %}") == "about 12,480 7"


def test_trend_is_neutral_unless_told_what_is_good():
    assert 'data-tone=""' in render("{% trend 0.12 %}")
    assert 'data-tone="ok"' in render('{% trend 0.12 "up" %}')
    assert 'data-tone="bad"' in render('{% trend 0.12 "down" %}')


def test_field_names_its_help_and_its_error():
    form = Form({"name": "", "mail": "x"})
    shown = render("{% field form.name %}", form=form)
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_helptext"' in shown
    assert 'id="id_name_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_field_says_what_is_optional_and_takes_another_label():
    assert "optional" in render("{% field form.mail %}", form=Form())
    assert "optional" not in render("{% field form.name %}", form=Form())
    assert ">Post</label>" in render('{% field form.name "Post" %}', form=Form()).replace("\n", "")


def test_checkbox_stands_inside_its_label():
    shown = render("{% field form.news %}", form=Form())
    assert shown.index("<label") < shown.index('type="checkbox"') < shown.index("</label>")


def test_grouped_uses_a_true_minus():
    assert ui.grouped(-1234567) == "\u22121,234,567"
