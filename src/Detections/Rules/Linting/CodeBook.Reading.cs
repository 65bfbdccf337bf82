using Detections.Settings;

namespace Detections.Rules.Linting;

/// <summary>All codes.</summary>
internal static partial class CodeBook
{
    private static readonly Dictionary<string, CodeExplanation> ByCode = Reading
        .Concat(Linting)
        .ToDictionary(explanation => explanation.Code.Id, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<CodeExplanation> All => ByCode.Values;

    public static CodeExplanation? Find(string code) => ByCode.GetValueOrDefault(code);

    private static CodeExplanation[] Reading =>
        [
            new(
                FindingCode.UnreadableFile,
                "None of its rules runs, or a secret is missing.",
                "Check the path, and that the user of the program may read the file: chmod a+r.",
                "\"Rules\": {\"Files\": [\"/etc/detections/rules\"]}"
            ),
            new(
                FindingCode.WrongSyntax,
                "None of the rules of the file runs; while the program runs, those that it held before go on.",
                "Mend the place that the message names. Often it is a quote that is not closed, or a file that was copied in part.",
                "name = \"Suspicious"
            ),
            new(
                FindingCode.UnknownContent,
                "What is in the file has no effect.",
                "Rule files hold a table [rule] (TOML), Kibana's export of rules (NDJSON), or one rule or a list of rules (JSON). Take other files out of Rules:Files.",
                "{\"dashboards\": []}"
            ),
            new(
                FindingCode.MissingValue,
                "Without it the rule or the program cannot run.",
                "Add the key that is named.",
                "[rule]\nname = \"A rule without a query\""
            ),
            new(
                FindingCode.WrongKind,
                "The value cannot be taken, so the rule does not run.",
                "Write a list where one is asked for, and a single value where that is.",
                "index = \"logs-*\"        # index = [\"logs-*\"]"
            ),
            new(
                FindingCode.WrongValue,
                "The value cannot be taken, so the rule or the program does not run.",
                "Write one of the values that the message names.",
                "severity = \"severe\"     # low, medium, high or critical"
            ),
            new(
                FindingCode.UnknownKey,
                "The key has no effect: what it was meant to do does not happen.",
                "Correct its spelling, or remove it.",
                "max_signal = 50         # max_signals"
            ),
            new(
                FindingCode.WrongQuery,
                "The rule does not run.",
                "Mend the query where the message points. [detections search] tries it on events.",
                "process where process.name = \"cmd.exe\"     # =="
            ),
            new(
                FindingCode.QueryWithPipes,
                "The pipes have no effect: a rule alerts on everything that it finds, so there is nothing to cut off.",
                "Take the pipes out of the query. max_signals limits how many alerts a run makes.",
                "process where true | head 10"
            ),
            new(
                FindingCode.UnsupportedKey,
                "Without the key the rule would alert on something else, so it does not run.",
                "Say the same in the query, or disable the rule.",
                "data_view_id = \"security\""
            ),
            new(
                FindingCode.NoEffect,
                "Kibana would do something here, and this program does not.",
                "Nothing, if you can do without it.",
                "actions = [{action_type_id = \".slack\"}]"
            ),
            new(
                FindingCode.ShortLookback,
                "Events that arrive between two runs are outside of every run's window. They are caught up as holes, later than they could be.",
                "Let the rule look back further than its interval, best by some minutes.",
                "interval = \"10m\"\nfrom = \"now-6m\""
            ),
            new(
                FindingCode.SharedId,
                "The alerts of two rules with one id would have the same ids, and one would hide the other.",
                "Give one of the rules another rule_id, or remove the copy.",
                "rule_id = \"483c4daf-b0c6-49e0-adf3-0bfa93231d6b\"     # in two files"
            ),
            new(
                FindingCode.UnknownExceptionList,
                "The exceptions do not apply, so the rule alerts on what they are for.",
                "Export the list together with the rules, and name its file in Rules:Files.",
                "exceptions_list = [{list_id = \"trusted-tools\"}]"
            ),
            new(
                FindingCode.UnknownValueList,
                "The exception does not apply, so the rule alerts on what it is for.",
                "Put the list into a file, one value a line, and name it in Rules:ValueLists.",
                "{type = \"list\", field = \"file.hash.sha256\", list = {id = \"known-good\"}}"
            ),
            new(
                FindingCode.EmptyPattern,
                "No rule comes from there.",
                "Check the path. It starts from the folder of appsettings.json; ** stands for folders below.",
                "\"Rules\": {\"Files\": [\"rule/*.toml\"]}     // rules/*.toml"
            ),
            new(
                FindingCode.NothingEnabled,
                "The program runs and nothing is watched.",
                "Enable a rule, or widen Rules:Only and Rules:Except.",
                "\"enabled\": false"
            ),
            new(
                FindingCode.ReplacedRule,
                "The rule of the file does not run, that of the settings does.",
                "Nothing, if it was meant. Else give the rule of the settings an id of its own.",
                "\"Rules\": {\"Items\": {\"483c4daf-…\": …}}     // and the same id in a file"
            ),
            new(
                FindingCode.LastGoodKept,
                "What was changed in the file is not in force; after a restart the rule will not run.",
                "Mend the mistake that is named beside it.",
                "query = '''process where process.name =='''"
            ),
            new(
                FindingCode.UnknownSection,
                "What is in the section has no effect.",
                "Correct its spelling; the README has all settings.",
                "\"Elastic\": {\"Urls\": []}     // Elasticsearch"
            ),
            new(
                FindingCode.Contradiction,
                "It cannot be told which of the two is meant.",
                "Remove one of them.",
                "\"ApiKey\": \"…\", \"ApiKeyFile\": \"/run/secrets/api-key\""
            ),
            new(
                FindingCode.EmptyChoice,
                "The choice may leave out more than was meant, or less.",
                "Check how the id, name or tag is spelled.",
                "\"Only\": {\"Tags\": [\"Windows\"]}     // OS: Windows"
            ),
        ];
}
