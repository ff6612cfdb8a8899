"""How an answer is scored: the fields of a scorer as people write them, checked so that none is read and not obeyed."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from remit.kit.json_schema import flaws

ScorerType = Literal["exact", "contains", "regex", "json_schema", "numeric", "similarity", "judge"]
LONGEST_PATTERN = 1_000
LONGEST_CRITERIA = 8_000
_SHARED = {"type", "name", "weight", "pass_at", "path"}
_OWN: dict[ScorerType, set[str]] = {
    "exact": {"ignore_case"},
    "contains": {"ignore_case", "values", "match"},
    "regex": {"pattern", "ignore_case"},
    "json_schema": {"json_schema"},
    "numeric": {"tolerance", "relative_tolerance"},
    "similarity": {"method", "model"},
    "judge": {"criteria", "model"},
}
_NEEDED: dict[ScorerType, str] = {"regex": "pattern", "json_schema": "json_schema", "judge": "criteria"}
_PASS_AT: dict[ScorerType, float] = {"similarity": 0.7, "judge": 0.7}
_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Scorer(BaseModel):
    """One way to score an answer from 0 to 1."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    type: Annotated[
        ScorerType,
        Field(title="Scorer", description="How the answer is compared.", examples=["exact"]),
    ]
    name: Annotated[
        Annotated[str, Field(min_length=1, max_length=60)] | None,
        Field(title="Name", description="What it is called in results; its type when left out."),
    ] = None
    weight: Annotated[
        float,
        Field(gt=0, le=100, allow_inf_nan=False, title="Weight", description="How much it counts."),
    ] = 1
    pass_at: Annotated[
        _Share | None,
        Field(
            title="Passes at",
            description="The score from which a case passes: 0.7 for similarity and judge, else 1.",
        ),
    ] = None
    path: Annotated[
        Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\s.]+(\.[^\s.]+)*$")] | None,
        Field(
            title="Path",
            description="Which part of an answer in JSON is scored, like `total` or `items.0.id`.",
            examples=["total"],
        ),
    ] = None
    ignore_case: Annotated[
        bool, Field(title="Ignore case", description="Capital and small letters are the same.")
    ] = False
    values: Annotated[
        Annotated[
            list[Annotated[str, Field(min_length=1, max_length=2_000)]], Field(min_length=1, max_length=50)
        ]
        | None,
        Field(title="Texts", description="What the answer must contain; the expected one when left out."),
    ] = None
    match: Annotated[
        Literal["all", "any"], Field(title="Match", description="Whether all texts must be there, or any.")
    ] = "all"
    pattern: Annotated[
        Annotated[str, Field(min_length=1, max_length=LONGEST_PATTERN)] | None,
        Field(title="Pattern", description="A regular expression that is found in the answer."),
    ] = None
    json_schema: Annotated[
        dict[str, Any] | None, Field(title="JSON Schema", description="What the answer, as JSON, must fit.")
    ] = None
    tolerance: Annotated[
        Annotated[float, Field(ge=0, allow_inf_nan=False)] | None,
        Field(title="Tolerance", description="How far a number may be from the expected one."),
    ] = None
    relative_tolerance: Annotated[
        _Share | None,
        Field(
            title="Relative tolerance", description="The same as a share of the expected number: 0.05 is 5 %."
        ),
    ] = None
    method: Annotated[
        Literal["text", "embeddings"],
        Field(title="Method", description="`text` compares letters, here; `embeddings` asks a model."),
    ] = "text"
    model: Annotated[
        Annotated[str, Field(min_length=1, max_length=200)] | None,
        Field(
            title="Model",
            description="Which model judges, or makes the embeddings; the default model when left out.",
            examples=["openai:gpt-4o-mini"],
        ),
    ] = None
    criteria: Annotated[
        Annotated[str, Field(min_length=1, max_length=LONGEST_CRITERIA)] | None,
        Field(title="Criteria", description="What a good answer is, in words, for the model that judges."),
    ] = None

    @property
    def label(self) -> str:
        """What it is called in results."""
        return self.name or self.type

    @property
    def passes_at(self) -> float:
        """The score from which a case passes."""
        return _PASS_AT.get(self.type, 1.0) if self.pass_at is None else self.pass_at

    @property
    def asks(self) -> bool:
        """Whether a model is asked, which costs something."""
        return self.type == "judge" or (self.type == "similarity" and self.method == "embeddings")

    @property
    def compares(self) -> bool:
        """Whether a case needs an expected answer for it."""
        return self.type in ("exact", "numeric", "similarity") or (
            self.type == "contains" and not self.values
        )

    def facts(self) -> dict[str, Any]:
        """Return what was said of it, as JSON: the same for scorers that do the same."""
        return {"type": self.type, **self.model_dump(mode="json", exclude_defaults=True)}

    @model_validator(mode="after")
    def _fits(self) -> Self:
        given = self.facts().keys()
        foreign = sorted(given - _SHARED - _OWN[self.type])
        if foreign:
            raise ValueError(f"a scorer of type {self.type} has no `{foreign[0]}`: remove it")
        needed = _NEEDED.get(self.type)
        if needed and getattr(self, needed) is None:
            raise ValueError(f"a scorer of type {self.type} needs `{needed}`")
        if self.type == "similarity" and (self.method == "embeddings") != (self.model is not None):
            raise ValueError("name a `model` with `method: embeddings`, and none without")
        wrong = flaws(self.json_schema) if self.json_schema is not None else []
        if self.pattern is not None:
            wrong = flaws({"type": "string", "pattern": self.pattern})
        if wrong:
            raise ValueError(f"`{needed}` cannot be used: {wrong[0].message}")
        return self


def labelled(scorers: list[Scorer]) -> list[Scorer]:
    """Give each of some scorers a name that none of the others has."""
    taken: set[str] = set()
    found = []
    for each in scorers:
        label, number = each.label, 2
        while label in taken:
            label, number = f"{each.label} {number}", number + 1
        taken.add(label)
        found.append(each if label == each.label and each.name else each.model_copy(update={"name": label}))
    return found
