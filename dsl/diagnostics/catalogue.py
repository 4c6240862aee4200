"""Every diagnostic code with its title and its explanation; a code never changes its meaning.

Ranges: TW01xx syntax, TW02xx names, TW03xx types, TW04xx effects and errors, TW05xx data, TW06xx tasks and
plans, TW07xx scaling, TW08xx style, TW09xx project. In every range, codes that end in 50 or more are found by the
compiler.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Entry(NamedTuple):
    """What a code means."""

    title: str
    explanation: str


CATALOGUE: Final[Mapping[str, Entry]] = {
    # ------------------------------------------------------------------ TW01xx syntax
    "TW0101": Entry("syntax error", "The text at this place does not continue any construct of the language."),
    "TW0102": Entry("something is missing", "A comma, a bracket or another mark is missing before this place."),
    "TW0103": Entry("misspelt keyword", "A word stands where a keyword is needed, and is close to one."),
    "TW0104": Entry("bracket never closed", "A bracket is opened and the declaration ends before it is closed."),
    "TW0105": Entry("string never closed", "A string begins here and its closing quotes are missing."),
    "TW0106": Entry("unknown escape", 'Strings know the escapes \\" \\\\ \\n \\t and \\u{hex}, and no others.'),
    "TW0107": Entry("number out of range", "Whole numbers have 64 bits; other numbers are finite doubles."),
    "TW0108": Entry("broken hole", "A `{...}` in a template holds one expression and perhaps a format."),
    "TW0109": Entry("unknown format", "A hole's format is `,` or `.Nf` or `,.Nf`, with one digit for N."),
    "TW0110": Entry("reserved word as a name", "This word is part of expressions, so nothing can be called so."),
    "TW0111": Entry("said twice", "A part that may stand once is given again."),
    "TW0112": Entry("nested too deep", "Brackets or operators nest deeper than any reader could follow."),
    "TW0113": Entry("not text", "A .tool file is UTF-8 text without NUL characters or lone surrogates."),
    "TW0114": Entry("empty file", "A file holds a scenario or a library; this one holds no declaration."),
    "TW0115": Entry("misplaced edition", "`edition N` is the first line of a file, and stands there once."),
    "TW0116": Entry("unknown edition", "This release reads edition 1 of the language."),
    "TW0117": Entry("file too large", "A .tool file has two million characters at most; rows stand in data files."),
    # ------------------------------------------------------------------ TW02xx names
    "TW0201": Entry("unknown name", "Nothing in sight here has this name: no local, constant or entity."),
    "TW0202": Entry("unknown type", "No plain type, enum, record or entity in sight has this name."),
    "TW0203": Entry("unknown function", "No built-in function, `fn` or tool in sight has this name."),
    "TW0204": Entry("unknown field", "The value before the dot has no field of this name."),
    "TW0205": Entry(
        "bad name",
        "Names begin and end with a letter or a digit, not `_`, and have 64 characters at most; "
        "entities begin with a capital letter.",
    ),
    "TW0206": Entry("declared twice", "Two things of one kind have the same name in one place."),
    "TW0207": Entry("declared in two files", "Names of declarations are unique in a scenario and all that it imports."),
    "TW0208": Entry("name taken", "A name that has a meaning here cannot get a second one."),
    "TW0209": Entry("wrong kind of name", "The name is known, but names something else than is needed here."),
    "TW0210": Entry("unknown error", "No declared error in sight has this name."),
    "TW0211": Entry("unknown entity", "No entity in sight has this name."),
    "TW0212": Entry("unused import", "A name is imported and the file never uses it."),
    "TW0213": Entry("renamed error", "The name of an error is what callers see, so an import cannot change it."),
    "TW0214": Entry("unknown import", "The imported file does not declare this name itself."),
    # ------------------------------------------------------------------ TW03xx types
    "TW0301": Entry("wrong type", "The value has another type than its place asks for; nothing is converted silently."),
    "TW0302": Entry("bad range", "The bounds of a type are inclusive, in order, and of the type's own kind."),
    "TW0303": Entry("bad pattern", "A pattern is a regular expression that means the same in Python and ECMAScript."),
    "TW0304": Entry("bad type setting", "The type takes no such setting, or the setting has another form."),
    "TW0305": Entry("row not allowed", "Rows live inside the world; what crosses its border is a key."),
    "TW0306": Entry("may be null", "A value of an optional type is used as if it were always there."),
    "TW0307": Entry("never null", "Null is provided for where the value is always there."),
    "TW0308": Entry("bad operands", "The operator does not work on values of these types."),
    "TW0309": Entry("not comparable", "Values of these types are never equal, or have no order."),
    "TW0310": Entry("value not allowed", "A literal breaks the range, the pattern or the members of the type."),
    "TW0311": Entry("wrong arguments", "The arguments do not match the parameters of what is called."),
    "TW0312": Entry("wrong fields", "A record lacks a field or has one that its type does not have."),
    "TW0313": Entry("not a condition", "Conditions are of type `bool`; other values are not taken for true or false."),
    "TW0314": Entry("not a list", "A list is needed here."),
    "TW0315": Entry("type not told", "`null` and `[]` alone do not say what they are meant to be."),
    "TW0316": Entry("bad hole", "A template holds texts, numbers, dates, enums and bools; formats are for numbers."),
    "TW0317": Entry("bad key", "A key is made of fields of type `str`, `int`, `date` or link that are always there."),
    "TW0318": Entry("endless definition", "A record or a constant is defined by itself."),
    "TW0319": Entry("bad default", "A default is a literal that fits its type; fields of records have none."),
    "TW0321": Entry("not constant", "Constants, checks and messages read no tables, and constants call no functions."),
    "TW0322": Entry("bad lookup", "A table is looked up by its whole key, a list by one position from 0."),
    "TW0323": Entry("recursion", "Functions do not call themselves, not even through others, so that all calls end."),
    # ------------------------------------------------------------------ TW04xx effects and errors
    "TW0401": Entry("undeclared failure", "A tool lists every error that it can fail with after `fails`."),
    "TW0402": Entry("failure never happens", "An error is listed after `fails`, and no path fails with it."),
    "TW0403": Entry("tool called", "Only steps and tests call tools."),
    "TW0404": Entry("undeclared write", "A tool lists every entity that it changes after `writes`."),
    "TW0405": Entry("write never happens", "An entity is listed after `writes`, and nothing changes it."),
    "TW0406": Entry("no result", "Every path through a tool ends with `return` or `fail`."),
    "TW0407": Entry("never reached", "A statement stands after one that always ends the tool."),
    "TW0408": Entry("key changed", "The key of a row is what it is known by, and never changes."),
    "TW0409": Entry(
        "wrong fields of a row",
        "A new row needs each field without default, and no other than its entity has.",
    ),
    "TW0410": Entry("effect out of place", "Only tools fail and change rows."),
    "TW0411": Entry("function out of place", "Some functions make sense in a few places only."),
    "TW0412": Entry("undocumented tool", "A model chooses a tool by its documentation."),
    "TW0413": Entry("undocumented parameter", "A model fills a parameter in by its documentation."),
    "TW0414": Entry("bad annotation", "`@distractor` and `@example` stand before tools, `@check` before entities."),
    "TW0415": Entry("listed twice", "A name stands twice in `fails` or `writes`."),
    "TW0416": Entry("too much work", "The steps of one call are limited, told from the sizes of its loops."),
    "TW0417": Entry("too large a value", "What a call holds is limited, told from how long lists and texts can be."),
    "TW0421": Entry("no Python", "The block of an extern function is Python source text."),
    "TW0422": Entry("refused Python", "Extern functions are plain computations with few imports."),
    "TW0423": Entry("wrong Python function", "The block defines the function that is declared, with its parameters."),
    # ------------------------------------------------------------------ TW05xx data
    "TW0501": Entry("unknown column", "Each column is a field of the entity, and stands there once."),
    "TW0502": Entry("missing column", "A field without default that is not optional needs a column."),
    "TW0503": Entry("ragged row", "Each row has a cell for each column."),
    "TW0504": Entry("bad cell", "A cell does not fit the type of its field."),
    "TW0505": Entry("broken link", "A link is the key of a row that exists."),
    "TW0506": Entry("key used twice", "No two rows of an entity have the same key."),
    "TW0507": Entry("data given twice", "All rows of an entity come from one place."),
    "TW0508": Entry("no data", "An entity starts without rows."),
    "TW0509": Entry("bad CSV", "A CSV file is UTF-8 text, its first line names the columns."),
    "TW0510": Entry("unknown data format", "Rows are read from .csv, .json, .jsonl and .parquet files."),
    "TW0511": Entry("too much data", "A data file has at most 128 MiB, an entity at most a million rows."),
    "TW0512": Entry("bad JSON", "A JSON file holds one list of objects, a JSONL file an object in each line."),
    "TW0513": Entry("more of the same", "Of findings alike in one column only the first fifty are shown."),
    "TW0514": Entry("library missing", "Parquet files and generated names need the extra `data`."),
    "TW0515": Entry("bad Parquet", "The file is broken, or no Parquet file."),
    "TW0516": Entry("broken check", "Each row of the file keeps the conditions of its entity's `@check`s."),
    "TW0520": Entry("unknown generator", "A column of `generate` is a generator's call, or a constant."),
    "TW0521": Entry("wrong arguments of a generator", "Each generator takes the arguments that its signature says."),
    "TW0522": Entry("generator of another type", "A generator fits some types of fields and not others."),
    "TW0523": Entry("columns in a circle", "Columns look at each other without a circle, and so do keys."),
    "TW0524": Entry("too few different values", "Keys and `unique` columns need a new value for each row."),
    "TW0525": Entry("wrong number of rows", "From one to a million rows are generated."),
    "TW0526": Entry("nothing to pick", "A link needs a row that it can lead to."),
    "TW0527": Entry("generated value does not fit", "What is generated is held to its field's type as any cell is."),
    # ------------------------------------------------------------------ TW06xx tasks and plans
    "TW0601": Entry("no task", "A scenario has at least one task."),
    "TW0602": Entry("unknown kind", "Tasks are of four kinds, by the shape of their plan."),
    "TW0603": Entry("incomplete task", "A task has questions, steps and exactly one answer."),
    "TW0604": Entry("not a tool", "A step calls a tool."),
    "TW0605": Entry("result used too early", "Questions and choices of instances are made before any step runs."),
    "TW0606": Entry("bad `gives`", "`gives` names a place in the result of its own step."),
    "TW0607": Entry("unknown step", "`after` names steps that stand before."),
    "TW0608": Entry(
        "bad answer",
        "Answers are plain values or lists of them; `within` is for numbers, `unordered` for lists.",
    ),
    "TW0609": Entry("not in a library", "Tasks, scaling and rewards belong to a scenario."),
    "TW0610": Entry("distractor needed", "A distractor is a tool that no plan needs."),
    "TW0611": Entry("bad expectation", "`expect ... fails` names a call of a tool and an error from its `fails`."),
    "TW0612": Entry("bad exploration", "The kinds of an exploration add up to the number of tasks it asks for."),
    "TW0613": Entry("bad derived step", "A derived step has a question and gives one plain value or a list of them."),
    # what the compiler finds when it runs tests, plans and proofs
    "TW0651": Entry("empty family", "A task family makes at least one task; here one of its lists is empty."),
    "TW0652": Entry("empty fan-out", "A step that fans out runs over at least one value in every task."),
    "TW0653": Entry("golden call fails", "Every golden call of a plan succeeds in the scenario's own world."),
    "TW0654": Entry("step without a fact", "A step asks for something that its golden call shows or changes."),
    "TW0655": Entry("no answer", "A task's answer is a value, not null."),
    "TW0656": Entry("goal not reached", "The state after the plan is the one that the task's goal wants."),
    "TW0657": Entry("wrong kind", "A declared kind is an assertion: the kind follows from the plan's data flow."),
    "TW0658": Entry("cannot be computed", "An expression fails in this world, by a division by zero for instance."),
    "TW0659": Entry("ambiguous question", "Two tasks ask the same question, so an answer may be right for one only."),
    "TW0660": Entry("one fact asked twice", "Two steps of a task ask for the same fact, so one call is not needed."),
    "TW0661": Entry("plan not perfect", "The golden plan solves every step and earns the maximum."),
    "TW0662": Entry("call not needed", "Leaving out a golden call must lose its fact."),
    "TW0663": Entry("idle reward", "Doing nothing earns nothing."),
    "TW0664": Entry("leak in the question", "A sub-answer stands in the question, so its call can be skipped."),
    "TW0665": Entry("leak in a document", "A sub-answer stands in a tool's document, so its call can be skipped."),
    "TW0666": Entry("files disagree", "Documents and Python of a bundle are what its intermediate form says."),
    "TW0667": Entry("wrong sub-answer", "A step's recorded sub-answer is what its golden call shows."),
    "TW0668": Entry("question with its own answer", "A step's question asks for the sub-answer and does not say it."),
    "TW0669": Entry("wrong answer accepted", "No answer but a task's own is right."),
    "TW0670": Entry("expectation does not hold", "A test's `expect` is false in a fresh world."),
    "TW0671": Entry("expected failure", "A test expects a call to fail with an error, and it does not."),
    "TW0672": Entry("call fails in a test", "A test calls a tool, and the call fails."),
    "TW0673": Entry("example fails", "An `@example` shows a call that works."),
    "TW0674": Entry("wrong answer", "A task's answer is what follows from the results of its golden calls."),
    "TW0675": Entry("shortcut", "No step can be reached by fewer calls than the plan makes for it."),
    "TW0676": Entry("dead parameter", "Changing the argument of a parameter changes what some call gives."),
    "TW0677": Entry("faces disagree", "The document, the signature and the validator of a tool say the same."),
    "TW0678": Entry("shown unasked", "Calls that know nothing of a question show none of its facts beyond chance."),
    "TW0679": Entry("order matters", "Steps that do not depend on each other may be made in any order."),
    "TW0680": Entry("too few tasks", "`explore` makes exactly as many tasks of each kind as are asked for."),
    "TW0681": Entry("answer easily guessed", "Where one answer is right too often, guessing it earns a reward."),
    "TW0682": Entry(
        "question beside the plan", "What a question shows of its rows, a call's argument or the answer needs."
    ),
    # ------------------------------------------------------------------ TW07xx scaling
    "TW0701": Entry("unknown operator", "Levels set the strength of scaling operators."),
    "TW0702": Entry("bad level name", "`base` is the level that every scenario has without scaling."),
    "TW0703": Entry("no sandbox here", "Extern functions run in a sandbox, and only where it is proved to hold."),
    "TW0704": Entry("not a distractor", "`keep` names tools that are marked with `@distractor`."),
    "TW0705": Entry("bad ladder", "A ladder goes up the standard rungs: easy, medium, hard, expert."),
    "TW0706": Entry(
        "run by an interpreter", "Where the sandbox does not hold, pydantic-monty runs the bodies that fit its Python."
    ),
    "TW0750": Entry("operator without effect", "A level's operator finds nothing that it could do to any tool."),
    "TW0751": Entry("distractor never chosen", "Levels offer so many distractors, and others come before this one."),
    # ------------------------------------------------------------------ TW08xx style
    "TW0801": Entry(
        "unusual spelling", "Types and errors are UpperCamel, constants UPPER_CASE, other names snake_case."
    ),
    "TW0802": Entry("unused parameter", "A parameter that nothing reads asks callers for what makes no difference."),
    "TW0803": Entry("unused local", "A `let` or `each` that nothing reads is a slip, or left over."),
    "TW0804": Entry(
        "unused declaration", "A scenario declares what its tools, tasks and tests use; the rest is left over."
    ),
    "TW0805": Entry("entity never read", "Rows that no tool, task or test looks at are no part of the world."),
    "TW0806": Entry("documentation repeats the name", "Documentation says what the name does not say already."),
    "TW0807": Entry(
        "missing documentation",
        "Tools and questions that the compiler writes are made from the documentation of fields.",
    ),
    "TW0808": Entry(
        "rows may tie",
        "Where rows tie or are not sorted and only some are taken, the order of the file decides, not the question.",
    ),
    "TW0809": Entry(
        "missing unit", "A measured value says in its type in which unit it is, for documents and answers."
    ),
    "TW0810": Entry("parameter never given", "A parameter that no step and no test gives has never been tried."),
    "TW0811": Entry(
        "missing tolerance",
        "Fractions that are computed differ in their last digits, so `within` says what is close enough.",
    ),
    "TW0812": Entry("same question for all", "What `each` varies stands in the question, or all tasks ask the same."),
    "TW0813": Entry("phrasing given twice", "Several `ask`s are phrasings of one question in different words."),
    "TW0814": Entry("constant condition", "A condition that does not depend on anything decides nothing."),
    "TW0815": Entry("settled by the type", "The bounds of a type say already how this comparison turns out."),
    "TW0816": Entry("roundabout condition", "A bool is a condition by itself and needs no comparison."),
    "TW0817": Entry(
        "distractor never offered", "Distractors are offered by levels with a `toolset`, and there is none."
    ),
    "TW0818": Entry("equal branches", "An `if` whose branches do the same decides nothing."),
    "TW0819": Entry("test without `expect`", "A test says what has to hold."),
    "TW0820": Entry("untested effect", "A tool that changes rows deserves a test that looks at the rows afterwards."),
    "TW0821": Entry("unused step", "A plan asks for what its answer needs; other steps cost calls and prove nothing."),
    "TW0822": Entry("missing `$`", "Only a text that begins with `$` is a template; others show their braces."),
    "TW0823": Entry("search for a key", "A row whose key is known is looked up, not searched."),
    "TW0824": Entry(
        "answer beside the plan", "A plan leads to its answer: what a step gives, or rows that it changed."
    ),
    "TW0825": Entry("state that is forgotten", "Each call of an extern function begins with the block as it stands."),
    "TW0826": Entry("wide default", "What stands behind `??` is all for null, arithmetic too; brackets end it before."),
    "TW0847": Entry("allowed without a reason", "A comment that allows a finding says why it is meant so."),
    "TW0848": Entry("unknown code", "A comment allows a code that does not exist."),
    "TW0849": Entry("allows nothing", "A comment allows what does not happen here; errors cannot be allowed at all."),
    # ------------------------------------------------------------------ TW09xx project
    "TW0901": Entry("unreadable file", "A file that the scenario names cannot be read."),
    "TW0902": Entry("bad file header", "A file has one `scenario` or `library`, one `scale` and one `reward`."),
    "TW0903": Entry(
        "bad path", "Paths are relative, with forward slashes, and stay in or beside the scenario's folder."
    ),
    "TW0904": Entry("import cycle", "Files cannot import each other in a circle."),
    "TW0905": Entry("unknown setting", "The block has no setting of this name."),
    "TW0906": Entry("bad setting", "The setting has another type or range."),
    "TW0907": Entry("missing setting", "A setting that has no default is not given."),
    "TW0909": Entry("scenario imported", "Only libraries are imported."),
    "TW0910": Entry(
        "package not installed", "A path such as `geo_worlds:cities.tool` is a file of an installed package."
    ),
    "TW0911": Entry(
        "other letter case", "A path is written with the letters of the file's name, as most disks tell `A` from `a`."
    ),
    "TW0912": Entry("one file by two names", "A file is named by one path in all imports, and copies are not needed."),
    "TW0913": Entry("not a .tool file", "Scenarios and libraries are files in this language, called `name.tool`."),
    "TW0914": Entry(
        "broken lock file", "`toolwright.lock` is written by `toolwright lock`, and by nobody's hand or merge."
    ),
    "TW0915": Entry(
        "other package than locked",
        "A package, or what generated rows hang on, is not what the scenario was locked with, so answers may differ.",
    ),
    "TW0916": Entry("lock out of date", "With `--locked`, the lock file says exactly what the scenario is made from."),
    "TW0917": Entry("not locked", "With `--locked`, every scenario has an entry in the lock file beside it."),
    "TW0918": Entry("too many imports in a row", "At most a hundred files import each other in one chain."),
    "TW0919": Entry("broken training file", "A training file is TOML: sections in brackets, and `key = value`."),
    "TW0920": Entry("package not installed", "What a setting of a training file needs is installed where it runs."),
}
"""Code to meaning, in the order of the codes."""
