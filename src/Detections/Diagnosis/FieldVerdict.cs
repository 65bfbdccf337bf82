namespace Detections.Diagnosis;

/// <summary>What is remarkable about the mapping of a field, and what it means for the rules that use it.</summary>
internal sealed record FieldVerdict(string Field, CheckStatus Status, string Found, string Remedy)
{
    private static readonly string[] Dates = ["date", "date_nanos"];
    private static readonly string[] Objects = ["object", "nested", "flattened"];
    private static readonly string[] Specials = ["ip", "date", "date_nanos", "version"];

    /// <summary>Null where all is well. That a field which stands beside `@timestamp` is missing is told where events are sampled.</summary>
    public static FieldVerdict? OnTime(string field, FieldMapping? mapping)
    {
        if (mapping is null)
        {
            return field == Runs.ArrivalField.Timestamp
                ? new(
                    field,
                    CheckStatus.Red,
                    "is mapped nowhere, so no event can be found by its time",
                    "Map it as date: the index templates of Elastic Agent and Beats do"
                )
                : null;
        }

        if (mapping.Types.Keys.Except(Dates, StringComparer.Ordinal).Any())
        {
            return new(
                field,
                CheckStatus.Red,
                $"is {mapping}, so events cannot all be found by it",
                "Map it as date in the index template, then roll the data stream over or reindex"
            );
        }

        return mapping.IsSearchable
            ? null
            : new(
                field,
                CheckStatus.Red,
                "is not indexed everywhere, so events cannot all be found by it",
                "Take \"index\": false out of its mapping, then roll the data stream over or reindex"
            );
    }

    /// <param name="hasKeyword">Whether a text field has a keyword beside it.</param>
    /// <param name="rules">Who compares it.</param>
    public static FieldVerdict? OnValue(string field, FieldMapping? mapping, bool hasKeyword, string rules)
    {
        if (mapping is null)
        {
            return Amber(
                $"is mapped nowhere, so perhaps no event has it. To {rules} it is then missing: a comparison with it is false, and the not of one is true",
                "Check how it is written in the rule, and that its shipper sends it"
            );
        }

        if (mapping.Types.Count > 1)
        {
            return Amber(
                $"is {mapping}. For {rules} counts what the events hold, however that is mapped",
                "Map it in one way (that of ECS) in all index templates, or searches in Kibana will fail in part"
            );
        }

        var type = mapping.Types.Keys.First();
        if (type == "text" && !hasKeyword)
        {
            return Amber(
                $"is text without a keyword. Its whole value counts for {rules} all the same, which Elasticsearch's own EQL could not compare",
                "Map it as keyword or wildcard, as ECS does, to search for the same in Kibana"
            );
        }

        if (Objects.Contains(type, StringComparer.Ordinal))
        {
            return Amber(
                $"is {type}, not a value. To {rules} it is missing where an event has an object there",
                "Check how it is written in the rule: it may lack its last part"
            );
        }

        if (Specials.Contains(type, StringComparer.Ordinal))
        {
            return Amber(
                $"is {type}. For {rules} it is text, as it is written in the event",
                "Write the value in the rule exactly as events have it; ranges and networks do not work on it"
            );
        }

        return mapping.IsSearchable
            ? null
            : Amber(
                $"is not indexed. That does not hinder {rules}, judged by the events themselves",
                "Take \"index\": false out of its mapping to search for the same in Kibana"
            );

        FieldVerdict Amber(string found, string remedy) => new(field, CheckStatus.Amber, found, remedy);
    }
}
