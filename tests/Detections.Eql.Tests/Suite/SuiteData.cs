using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detections.Eql.Tests.Suite;

/// <summary>The events of a file of cases, prepared as its data profile says, with their mapping.</summary>
internal sealed class SuiteData
{
    private const long FileTimeEpoch = 11644473600000;

    private static readonly string[] SampleIndices = ["sample1", "sample2", "sample3"];

    private SuiteData(string idField, JsonObject mapping, IReadOnlyList<SuiteEvent> events)
    {
        IdField = idField;
        Mapping = mapping;
        Events = events;
    }

    public string IdField { get; }

    public JsonObject Mapping { get; }

    public IReadOnlyList<SuiteEvent> Events { get; }

    public bool HasTime => IdField != "id";

    public static SuiteData Read(string folder, string profile) =>
        profile switch
        {
            "endgame-ms" => Endgame(folder, "date", FromFileTime),
            "endgame-nanos" => Endgame(folder, "date_nanos", FromNanoseconds),
            "extra" => Extra(folder),
            _ => Samples(folder),
        };

    private static SuiteData Endgame(string folder, string timeType, Func<long, JsonNode> timeOf)
    {
        var events = Parse(folder, "test_data.json");
        foreach (var item in events)
        {
            item["@timestamp"] = timeOf(item["timestamp"]!.GetValue<long>());
        }

        var types = new SuiteMapping(events) { ["source_address"] = "ip", ["@timestamp"] = timeType };
        return new SuiteData("serial_event_id", types.ToJson(), Number("test", events, "serial_event_id"));
    }

    private static SuiteData Extra(string folder)
    {
        var events = Parse(folder, "data/extra.data");
        var types = new SuiteMapping(events)
        {
            ["version"] = "version",
            ["date_tags"] = "date",
            ["@timestamp"] = "date",
            ["optional_field_default_null"] = "keyword",
            ["optional_field_mapping_only"] = "keyword",
        };
        types.SetNullValue("optional_field_default_null", "NULL");
        return new SuiteData("sequence", types.ToJson(), Number("extra", events, "sequence"));
    }

    private static SuiteData Samples(string folder)
    {
        var all = SampleIndices.ToDictionary(index => index, index => Parse(folder, $"data/{index}.data"));
        var types = new SuiteMapping(all.Values.SelectMany(events => events))
        {
            ["ip"] = "ip",
            ["host_ip"] = "ip",
            ["version"] = "version",
            ["@timestamp_pretty"] = "date",
            ["date"] = "date",
            ["@timestamp"] = "date",
        };
        types.SetFormat("@timestamp_pretty", "dd-MM-yyyy||yyyy-MM-dd");
        return new SuiteData("id", types.ToJson(), [.. all.SelectMany(index => Number(index.Key, index.Value, "id"))]);
    }

    private static List<JsonObject> Parse(string folder, string file) =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!.AsArray().Select(node => node!.AsObject())];

    private static IReadOnlyList<SuiteEvent> Number(string index, List<JsonObject> events, string id) =>
        [
            .. events.Select(
                (item, position) =>
                    new SuiteEvent(
                        index,
                        item[id]!.GetValue<long>().ToString(CultureInfo.InvariantCulture),
                        position,
                        JsonSerializer.SerializeToUtf8Bytes(item)
                    )
            ),
        ];

    private static JsonNode FromFileTime(long fileTime) => (fileTime / 10000) - FileTimeEpoch;

    private static JsonNode FromNanoseconds(long nanoseconds) =>
        DateTime
            .UnixEpoch.AddTicks(nanoseconds / 100)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture)
        + (nanoseconds % 100).ToString("00", CultureInfo.InvariantCulture)
        + "Z";
}
