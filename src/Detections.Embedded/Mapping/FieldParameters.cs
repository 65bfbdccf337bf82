namespace Detections.Embedded.Mapping;

/// <summary>The parameters of a mapping's field, by type. Some change speed or scoring on a real node, and nothing here.</summary>
internal static class FieldParameters
{
    public const string IgnoreMalformed = "ignore_malformed";

    private const string All = "type meta fields ";
    private const string Indexed = "index doc_values store ";
    private const string Number =
        All + Indexed + "null_value ignore_malformed time_series_dimension time_series_metric ";
    private const string Coerced = Number + "coerce ";
    private const string Date = All + Indexed + "null_value ignore_malformed format";

    private static readonly Dictionary<string, string[]> ByType = new Dictionary<string, string>
    {
        ["keyword"] =
            All
            + Indexed
            + "null_value ignore_above normalizer norms similarity index_options eager_global_ordinals split_queries_on_whitespace time_series_dimension",
        ["wildcard"] = All + "null_value ignore_above",
        ["version"] = All,
        ["constant_keyword"] = All + "value",
        ["text"] =
            All
            + "index store analyzer search_analyzer norms similarity index_options fielddata eager_global_ordinals position_increment_gap",
        ["match_only_text"] = All,
        ["long"] = Coerced,
        ["integer"] = Coerced,
        ["short"] = Coerced,
        ["byte"] = Coerced,
        ["unsigned_long"] = Number,
        ["double"] = Coerced,
        ["float"] = Coerced,
        ["half_float"] = Coerced,
        ["scaled_float"] = Coerced + "scaling_factor",
        ["boolean"] = All + Indexed + "null_value ignore_malformed time_series_dimension",
        ["date"] = Date,
        ["date_nanos"] = Date,
        ["ip"] = All + Indexed + "null_value ignore_malformed time_series_dimension",
        ["flattened"] =
            All
            + "index doc_values ignore_above depth_limit similarity index_options eager_global_ordinals split_queries_on_whitespace",
    }.ToDictionary(pair => pair.Key, pair => pair.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public static IReadOnlyList<string> Of(string type) => ByType[type];
}
