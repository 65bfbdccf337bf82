using Detections.Settings;

namespace Detections.Rules.Linting;

internal static partial class CodeBook
{
    private static CodeExplanation[] Linting =>
        [
            new(
                FindingCode.UnknownField,
                "A field that no event has is missing in all: a comparison with it is false, and the not of one is true.",
                "Take the name that is proposed. If the field does exist, nothing is wrong.",
                "process where process.nmae == \"cmd.exe\"     // process.name"
            ),
            new(
                FindingCode.FieldType,
                "Elasticsearch would refuse the condition, or it can never hold.",
                "Compare the field with values of its type: addresses by == or cidrMatch, numbers by < and >.",
                "any where source.ip : \"10.*\"     // cidrMatch(source.ip, \"10.0.0.0/8\")"
            ),
            new(
                FindingCode.ConstantCondition,
                "A condition that is always false makes a rule silent, and one that is always true does nothing.",
                "Remove it, or compare a field.",
                "any where 1 > 2"
            ),
            new(
                FindingCode.ExclusiveConditions,
                "Nothing satisfies both conditions, so the rule, or this part of it, never alerts.",
                "Join alternatives by or, or remove one of the conditions.",
                "any where process.name == \"cmd.exe\" and process.name == \"powershell.exe\""
            ),
            new(
                FindingCode.WrongCategory,
                "Events of ECS have other categories, so the rule never alerts.",
                "Write one of the categories of ECS, or any. Where events carry it in another field, set event_category_override.",
                "proces where true     // process"
            ),
            new(
                FindingCode.ExpensivePattern,
                "The rule costs more time than others on every event it is asked about.",
                "Write the pattern that the message proposes, or fewer stars.",
                "any where process.command_line regex \".*whoami.*\"     // like \"*whoami*\""
            ),
            new(
                FindingCode.ShortForSpan,
                "Here nothing is lost. In Kibana, which begins anew in every run, a sequence that straddles two runs would be.",
                "Nothing for this program. For Kibana, let from be at least maxspan and interval.",
                "interval = \"5m\"\nfrom = \"now-6m\"     # sequence with maxspan=10m"
            ),
            new(
                FindingCode.NoTimestampOverride,
                "An event that reaches the cluster late has its @timestamp outside of the window of every later run, and is never judged.",
                "timestamp_override = \"event.ingested\"; where an event lacks that, @timestamp counts.",
                "[rule]\nquery = 'process where true'     # and no timestamp_override"
            ),
            new(
                FindingCode.RiskMismatch,
                "Analysts sort by one and filter by the other, and look at the wrong alerts first.",
                "Kibana proposes 21 for low, 47 for medium, 73 for high and 99 for critical.",
                "severity = \"low\"\nrisk_score = 99"
            ),
            new(
                FindingCode.ExpiredException,
                "The rule alerts again on what the exception was for.",
                "Remove the item, or give it another expire_time.",
                "expire_time = \"2024-01-01T00:00:00Z\""
            ),
            new(
                FindingCode.SameQuery,
                "Every match alerts twice.",
                "Remove one of the rules, or take away from one what the other watches.",
                "query = 'process where true'     # in two rules with the same index"
            ),
            new(
                FindingCode.SameName,
                "The alerts of two rules cannot be told apart by their name.",
                "Rename one of them.",
                "name = \"Suspicious Process\"     # in two rules"
            ),
            new(
                FindingCode.ExceptionForNoStep,
                "The exception has no effect there, so the rule alerts on what it is for.",
                "Steps are counted from 0, that of until being the last.",
                "steps = [2]     # of a sequence of two"
            ),
            new(
                FindingCode.AbsentIndex,
                "Nothing is read by the pattern.",
                "Check its spelling, and that the shipper that writes such indices is there.",
                "index = [\"logs-endpont.*\"]     # logs-endpoint.*"
            ),
            new(
                FindingCode.UnreadableIndex,
                "Runs of the rule fail, because a part of what it watches cannot be read.",
                "Add the privileges read and view_index_metadata to the role or API key; [detections setup] does.",
                "index = [\"logs-secret-*\"]"
            ),
            new(
                FindingCode.UnansweredIndex,
                "As long as the remote cluster does not answer, its time counts as not searched.",
                "GET /_remote/info tells whether it is connected.",
                "index = [\"paris:logs-*\"]"
            ),
            new(
                FindingCode.UnmappedField,
                "Perhaps no event has the field. It is then missing in all: a comparison with it is false, and the not of one is true.",
                "Check its spelling, and that the shipper sends it. Put ? before fields that only some indices have.",
                "process where process.parent.nmae == \"winword.exe\""
            ),
            new(
                FindingCode.MappedDifferently,
                "Elasticsearch would refuse the query over these indices. This program judges by the types of ECS and goes on.",
                "Map the field as ECS does, or compare it as it is mapped.",
                "any where process.pid == 4     // where process.pid is mapped as keyword"
            ),
        ];
}
