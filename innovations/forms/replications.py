"""What people of the giving unit tell of a replication."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from innovations.models import Innovation, Replication
from units.forms.journeys import DayOrYear, DayOrYearField
from units.models import Unit
from zi_portal.lib.form_fields import IndonesianDateField, LineField


YES_NO = [("", "Belum diketahui"), ("ya", "Ya"), ("tidak", "Tidak")]
AS_BOOLEAN = {"ya": True, "tidak": False}
AS_CHOICE = {True: "ya", False: "tidak"}
LONG = {"rows": 3}


def name_what_is_missing(form: forms.Form) -> None:
    """Every required field says which one it is."""
    for field in form.fields.values():
        if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = f"{field.label} belum diisi. Lengkapi dulu."


class ReplicationForm(forms.Form):
    """A replication told; for an adopter in the portal its code is enough."""

    versi = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    adopter = forms.CharField(
        label="Unit di portal",
        max_length=200,
        required=False,
        help_text="Kode atau nama lengkap unitnya, bila unit itu memakai portal ini.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    agency_name = LineField(
        label="Nama instansi",
        max_length=200,
        required=False,
        help_text="Bila penerimanya di luar portal. Misalnya: BPS Provinsi Maluku Utara.",
    )
    agency_kind = forms.ChoiceField(
        label="Jenis instansi",
        choices=[("", "Belum disebut"), *Replication.AgencyKind.choices],
        required=False,
    )
    agency_province = LineField(label="Provinsi", max_length=60, required=False)
    agency_address = forms.CharField(label="Alamat", max_length=300, required=False)
    agency_contact = LineField(
        label="Narahubung",
        max_length=200,
        required=False,
        help_text="Jabatan dan nomor kantornya. Hanya terlihat oleh kedua pihak.",
    )
    same_agency = forms.ChoiceField(
        label="Satu kementerian atau pemda dengan unit ini?", choices=YES_NO, required=False
    )
    similar_unit = forms.ChoiceField(
        label="Unit yang sejenis dengan unit ini?", choices=YES_NO, required=False
    )
    state = forms.ChoiceField(label="Keadaan sekarang")
    happened_on = DayOrYearField(label="Sejak")
    agreement = forms.CharField(
        label="Isi kesepakatan", max_length=4000, required=False, widget=forms.Textarea(LONG)
    )
    agreement_number = LineField(label="Nomor kesepakatan", max_length=120, required=False)
    agreed_on = IndonesianDateField(label="Tanggal kesepakatan", required=False)
    adapted = forms.CharField(
        label="Yang disesuaikan",
        max_length=4000,
        required=False,
        widget=forms.Textarea(LONG),
        help_text="Apa yang diubah penerima agar cocok di kantornya.",
    )
    adopter_results = forms.CharField(
        label="Hasil di penerima", max_length=4000, required=False, widget=forms.Textarea(LONG)
    )
    note = forms.CharField(
        label="Catatan", max_length=4000, required=False, widget=forms.Textarea(LONG)
    )

    ADOPTER = (
        "agency_name",
        "agency_kind",
        "agency_province",
        "agency_address",
        "agency_contact",
    )
    SECTIONS = (
        ("Penerima", ("adopter", *ADOPTER, "same_agency", "similar_unit")),
        ("Keadaan", ("state", "happened_on")),
        ("Kesepakatan", ("agreement", "agreement_number", "agreed_on")),
        ("Penerapan", ("adapted", "adopter_results", "note")),
    )
    TOLD = ("agreement", "agreement_number", "agreed_on", "adapted", "adopter_results", "note")

    def __init__(
        self,
        *args: Any,
        innovation: Innovation,
        replication: Replication | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.innovation, self.replication = innovation, replication
        self.today = innovation.unit.today
        self.fields["agreed_on"].latest = self.today  # type: ignore[attr-defined]
        if replication is None:
            self.fields["state"].choices = [  # type: ignore[attr-defined]
                (state, label)
                for state, label in Replication.State.choices
                if state != Replication.State.CONFIRMED
            ]
        else:
            # Its road is told by steps, and a unit of the portal stays the adopter it is.
            hidden = ["adopter", "state", "happened_on"]
            hidden += self.ADOPTER if replication.adopter_unit_id else []
            for name in hidden:
                del self.fields[name]
        name_what_is_missing(self)

    def clean_adopter(self) -> Unit | None:
        typed: str = self.cleaned_data["adopter"].strip()
        if not typed:
            return None
        units = Unit.objects.filter(is_active=True)
        found = list(units.filter(code=typed.lower()) or units.filter(name__iexact=typed)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                f"Unit “{typed}” tidak dikenal di portal. Periksa kode atau nama lengkapnya, atau"
                " isi sebagai instansi di bawah."
            )
        return found[0]

    def clean_agency_name(self) -> str:
        """A unit of the portal answers in its own account, so it is never an agency by its name."""
        agency = " ".join(self.cleaned_data["agency_name"].split())
        same = Q(name__iexact=agency) | Q(short_name__iexact=agency)
        found = Unit.objects.filter(same, is_active=True).first() if agency else None
        if found is not None:
            raise forms.ValidationError(
                f"{found.name} memakai portal ini dan mengonfirmasi lewat akunnya sendiri. Tulis"
                f" kodenya, {found.code}, pada Unit di portal, lalu kosongkan nama instansi."
            )
        return agency

    def clean_happened_on(self) -> DayOrYear:
        when: DayOrYear = self.cleaned_data["happened_on"]
        if when.day > self.today:
            raise forms.ValidationError(f"{when} belum tiba. Catat setelah terjadi.")
        return when

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.replication and self.replication.adopter_unit_id:
            return cleaned
        unit, agency = cleaned.get("adopter"), cleaned.get("agency_name", "").strip()
        if unit and any(cleaned.get(name) for name in self.ADOPTER):
            self.add_error(
                "agency_name",
                "Penerimanya satu saja: unit di portal atau instansi. Kosongkan salah satunya.",
            )
        elif not unit and not agency and not self.errors.keys() & {"adopter", "agency_name"}:
            self.add_error(
                "agency_name",
                "Penerima belum diisi. Tulis unit di portal, atau nama instansinya.",
            )
        return cleaned

    @property
    def base_version(self) -> int:
        return self.cleaned_data["versi"] or 0

    @property
    def fields_for_action(self) -> dict[str, Any]:
        """What `record_replication` and `change_replication` take."""
        values = {name: self.cleaned_data[name] for name in self.fields if name != "versi"}
        if self.replication is None:
            when: DayOrYear = values.pop("happened_on")
            unit: Unit | None = values.pop("adopter")
            values |= {
                "happened_on": when.day,
                "only_year_known": when.only_year,
                "adopter_unit_id": unit.pk if unit else None,
            }
        for name in ("same_agency", "similar_unit"):
            values[name] = AS_BOOLEAN.get(values[name])
        return values

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields that are asked for, under their headings."""
        told = [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.SECTIONS
        ]
        return [(title, fields) for title, fields in told if fields]

    @staticmethod
    def initial_of(replication: Replication) -> dict[str, Any]:
        names = (*ReplicationForm.ADOPTER, *ReplicationForm.TOLD)
        return {name: getattr(replication, name) for name in names} | {
            "versi": replication.version,
            "same_agency": AS_CHOICE.get(replication.same_agency, ""),  # type: ignore[arg-type]
            "similar_unit": AS_CHOICE.get(replication.similar_unit, ""),  # type: ignore[arg-type]
        }


class ReplicationStepForm(forms.Form):
    """Into which state a replication came, and when; choices are the giver's next steps."""

    state = forms.ChoiceField(label="Keadaan baru")
    happened_on = DayOrYearField(label="Sejak")
    note = forms.CharField(label="Keterangan", max_length=500, required=False)

    def __init__(self, *args: Any, replication: Replication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = replication.innovation.unit.today
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (state, Replication.State(state).label) for state in replication.next_states
        ]
        name_what_is_missing(self)

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [("Langkah", list(self))]

    def clean_happened_on(self) -> DayOrYear:
        when: DayOrYear = self.cleaned_data["happened_on"]
        if when.day > self.today:
            raise forms.ValidationError(f"{when} belum tiba. Catat setelah terjadi.")
        return when

    @property
    def fields_for_action(self) -> dict[str, Any]:
        when: DayOrYear = self.cleaned_data["happened_on"]
        return {
            "state": self.cleaned_data["state"],
            "happened_on": when.day,
            "only_year_known": when.only_year,
            "note": self.cleaned_data["note"],
        }
