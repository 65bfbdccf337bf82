using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Settings;
using Detections.Tests.Rules;

namespace Detections.Tests.Alerts;

public sealed class AlertBuilderTests
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly AlertBuilder Builder = new(new AlertSettings());

    [Fact]
    public void The_alert_of_the_built_in_rule_is_the_one_beside_this_test()
    {
        var rule = TestRules.BuiltIn();
        const string Index = ".ds-logs-endpoint.events.process-default-2026.08.01-000001";
        var draft = new AlertDraft(
            rule,
            Index,
            "AAAA0001",
            Encoding.UTF8.GetBytes(TestDrafts.File("exchange-um-event.json")),
            AlertId.ForEvent(Index, "AAAA0001", "default", rule.Uuid),
            TestDrafts.Now,
            "run-1"
        );

        var alert = JsonNode.Parse(Builder.Build(draft))!.ToJsonString(Readable);

        Assert.Equal(TestDrafts.File("exchange-um-alert.json").TrimEnd(), alert);
    }

    [Fact]
    public void The_same_match_gives_the_same_bytes() =>
        Assert.Equal(
            Builder.Build(TestDrafts.Of("""{"a":[1,{"b":2}]}""")),
            Builder.Build(TestDrafts.Of("""{"a":[1,{"b":2}]}"""))
        );

    [Theory]
    [InlineData("""{"kibana":{"alert":{"status":"closed"}}}""")]
    [InlineData("""{"kibana.alert.status":"closed"}""")]
    [InlineData("""{"kibana.alert":{"status":"closed"}}""")]
    [InlineData("""{"signal":{"status":"closed"},"signal.status":"closed"}""")]
    [InlineData("""{"threshold_result":{"count":1},"threshold_result.count":1}""")]
    [InlineData("""{"@timestamp":"1999-01-01T00:00:00Z","event":{"kind":"alert"}}""")]
    [InlineData("""{"event.kind":"alert"}""")]
    [InlineData("""{"event":[{"kind":"alert"},{"kind":"event"}]}""")]
    public void An_event_cannot_speak_for_its_alert(string source)
    {
        var alert = Build(source);

        Assert.Equal("active", (string?)alert["kibana.alert.status"]);
        Assert.Equal("signal", (string?)alert["event.kind"]);
        Assert.Equal("2026-08-01T10:05:00.000Z", (string?)alert["@timestamp"]);
        Assert.False(alert.ContainsKey("kibana"));
        Assert.False(alert.ContainsKey("kibana.alert"));
        Assert.False(alert.ContainsKey("signal"));
        Assert.False(alert.ContainsKey("signal.status"));
        Assert.False(alert.ContainsKey("threshold_result"));
        Assert.False(alert.ContainsKey("threshold_result.count"));
        Assert.DoesNotContain("\"kind\"", alert.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kibana_x")]
    [InlineData("signals")]
    [InlineData("threshold_results")]
    public void A_name_that_only_begins_like_ours_is_kept(string name) =>
        Assert.Equal(1, (int?)Build($$"""{"{{name}}":1}""")[name]);

    [Theory]
    [InlineData("""{"event":{"action":"a"}}""", "action", "\"a\"")]
    [InlineData("""{"event.action":"a"}""", "action", "\"a\"")]
    [InlineData("""{"event":{"kind":"event"}}""", "kind", "\"event\"")]
    [InlineData("""{"event.kind":["event"]}""", "kind", "[\"event\"]")]
    [InlineData("""{"event":{"a":{"b.c":{"d":1}}}}""", "a.b.c.d", "1")]
    [InlineData("""{"event":{"type":["start","end"]}}""", "type", """["start","end"]""")]
    [InlineData("""{"event":{"action":"a"},"event.action":"b"}""", "action", """["a","b"]""")]
    [InlineData("""{"event":[{"action":"a"},{"action":"b"}]}""", "action", """["a","b"]""")]
    [InlineData("""{"event":{"list":[{"x":1},{"x":2}]}}""", "list.x", "[1,2]")]
    [InlineData("""{"event":{"mixed":[{"x":1},2]}}""", "mixed", """[{"x":1},2]""")]
    [InlineData("""{"event":{"tags":[]}}""", "tags", "[]")]
    [InlineData("""{"event":{"sequence":1e400}}""", "sequence", "1e400")]
    public void What_the_event_said_of_itself_is_kept_flat(string source, string name, string value) =>
        Assert.Equal(value, Build(source)["kibana.alert.original_event." + name]?.ToJsonString());

    [Fact]
    public void The_data_stream_is_kept_flat_too() =>
        Assert.Equal(
            "logs",
            (string?)Build("""{"data_stream":{"type":"logs"}}""")["kibana.alert.original_data_stream.type"]
        );

    [Theory]
    [InlineData("""{"@timestamp":"2026-08-01T10:00:00.123456789+02:00"}""", "\"2026-08-01T10:00:00.123456789+02:00\"")]
    [InlineData("""{"@timestamp":1782864000000}""", "1782864000000")]
    [InlineData("""{"@timestamp":["2026-07-01T00:00:00Z"]}""", "\"2026-07-01T00:00:00Z\"")]
    [InlineData("""{"@timestamp":{"a":1}}""", null)]
    [InlineData("{}", null)]
    public void The_original_time_is_kept_as_it_was_written(string source, string? time)
    {
        var alert = JsonElement.Parse(Builder.Build(TestDrafts.Of(source)));

        var isThere = alert.TryGetProperty("kibana.alert.original_time", out var original);
        Assert.Equal(time, isThere ? original.GetRawText() : null);
    }

    [Theory]
    [InlineData("""{"event":"text","a":1}""")]
    [InlineData("""{"event":5,"a":1}""")]
    [InlineData("""{"event":["text",{"action":"x"}],"a":1}""")]
    public void An_event_that_is_not_an_object_is_left_out_and_said(string source)
    {
        var alert = Build(source);

        Assert.False(alert.ContainsKey("event"));
        Assert.Equal(1, (int?)alert["a"]);
        Assert.Equal("""["event"]""", alert["kibana.alert.detections.source_omitted"]?.ToJsonString());
        Assert.Equal(
            "Left out of the event, because the name is repeated or its value is not an object: event.",
            (string?)alert["kibana.alert.detections.source_note"]
        );
    }

    [Fact]
    public void Of_a_repeated_name_the_first_is_kept_and_the_rest_said()
    {
        var alert = Build("""{"a":1,"\u0061":2,"b":[{"c":1,"c":2}]}""");

        Assert.Equal(1, (int?)alert["a"]);
        Assert.Equal("""[{"c":1}]""", alert["b"]?.ToJsonString());
        Assert.Equal("""["a","b.c"]""", alert["kibana.alert.detections.source_omitted"]?.ToJsonString());
    }

    [Fact]
    public void A_number_that_fits_no_type_is_kept_digit_by_digit()
    {
        var digits = new string('9', 400);

        Assert.Contains(
            $"\"n\":[{digits},1e400,-0.0]",
            Text($$"""{"n":[{{digits}},1e400,-0.0]}"""),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_lone_surrogate_and_a_broken_byte_become_the_replacement_character()
    {
        byte[] source = [.. """{"process":{"name":"\ud800"},"x":"""u8, (byte)'"', 0xFF, (byte)'"', (byte)'}'];

        var alert = JsonNode.Parse(Builder.Build(TestDrafts.Of(source)))!;

        Assert.Equal("\uFFFD", (string?)alert["process"]!["name"]);
        Assert.Equal("\uFFFD", (string?)alert["x"]);
        Assert.StartsWith(
            "event with process \uFFFD, ",
            (string?)alert["kibana.alert.reason"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_source_as_deep_as_Elasticsearch_takes_is_kept_whole()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 999)) + "1" + new string('}', 999);

        Assert.Contains(deep, Text($$"""{"x":{{deep}}}"""), StringComparison.Ordinal);
        Assert.Contains(deep, Text($$"""{"event":{{deep}}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_of_a_mebibyte_is_kept_whole()
    {
        var big = new string('x', 1 << 20);

        Assert.Contains(big, Text($$"""{"big":"{{big}}"}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "it has no _source")]
    [InlineData("[1]", "it is not a JSON object")]
    [InlineData("""{"a":""", "it is not JSON: ")]
    [InlineData("""{"a":1}}""", "it is not JSON: ")]
    public void A_source_that_is_no_object_still_gives_an_alert(string source, string because)
    {
        var alert = Build(source);

        Assert.Equal("alert-1", (string?)alert["kibana.alert.uuid"]);
        Assert.StartsWith(
            "The event E1 of logs-x is not copied into this alert because " + because,
            (string?)alert["kibana.alert.detections.source_note"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_source_deeper_than_Elasticsearch_takes_still_gives_an_alert()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 100_000)) + "1" + new string('}', 100_000);

        Assert.Equal("""["*"]""", Build(deep)["kibana.alert.detections.source_omitted"]?.ToJsonString());
    }

    [Theory]
    [InlineData("""{"process":{"pid":"x","name":"n"}}""", "process.pid", """{"process":{"name":"n"}}""")]
    [InlineData("""{"process.pid":"x","process":{"name":"n"}}""", "process.pid", """{"process":{"name":"n"}}""")]
    [InlineData("""{"process":{"pid":{"deep":1}},"a":1}""", "process.pid", """{"process":{},"a":1}""")]
    [InlineData("""{"process.pid.deep":1,"a":1}""", "process.pid", """{"a":1}""")]
    [InlineData("""{"host":"name","hostname":"n"}""", "host", """{"hostname":"n"}""")]
    [InlineData("""{"list":[{"a":1,"b":2},{"a":3}]}""", "list.a", """{"list":[{"b":2},{}]}""")]
    [InlineData(
        """{"event":{"action":{"x":1},"code":"c"}}""",
        "event.action",
        """{"kibana.alert.original_event.code":"c","event":{"code":"c"}}"""
    )]
    [InlineData(
        """{"event":{"action":{"x":1},"code":"c"}}""",
        "kibana.alert.original_event.action",
        """{"kibana.alert.original_event.code":"c","event":{"code":"c"}}"""
    )]
    [InlineData(
        """{"data_stream":{"type":{"x":1}}}""",
        "kibana.alert.original_data_stream.type",
        """{"data_stream":{}}"""
    )]
    [InlineData("""{"event":{"action":"x"},"event.code":"c","a":1}""", "event", """{"a":1}""")]
    [InlineData("""{"a":1}""", "b", """{"a":1}""")]
    public void A_refused_field_is_left_out_in_every_spelling(string source, string omitted, string rest)
    {
        var whole = JsonNode.Parse(Builder.BuildWithout(TestDrafts.Of("{}"), [omitted], "why"))!.AsObject();
        var alert = JsonNode.Parse(Builder.BuildWithout(TestDrafts.Of(source), [omitted], "why"))!.AsObject();

        foreach (var name in whole.Select(property => property.Key).Except(["kibana.alert.reason"]))
        {
            alert.Remove(name);
        }

        alert.Remove("kibana.alert.reason");
        Assert.Equal(rest, alert.ToJsonString());
    }

    [Fact]
    public void What_was_left_out_is_said_with_the_words_of_the_cluster()
    {
        var alert = JsonNode.Parse(
            Builder.BuildWithout(
                TestDrafts.Of("""{"a":1,"b":2,"c":3,"c":4}"""),
                ["a", "b"],
                "failed to parse field [b]"
            )
        )!;

        Assert.Equal("""["a","b","c"]""", alert["kibana.alert.detections.source_omitted"]?.ToJsonString());
        Assert.Equal(
            "Left out of the event, because the name is repeated or its value is not an object: c. "
                + "Left out of the event, because the cluster refused it: a, b. It said: failed to parse field [b]",
            (string?)alert["kibana.alert.detections.source_note"]
        );
    }

    [Fact]
    public void An_alert_with_its_whole_event_says_nothing_of_omissions()
    {
        var alert = Build("""{"a":1}""");

        Assert.False(alert.ContainsKey("kibana.alert.detections.source_omitted"));
        Assert.False(alert.ContainsKey("kibana.alert.detections.source_note"));
    }

    [Fact]
    public void The_minimal_form_names_the_event_the_host_and_the_reason()
    {
        var draft = TestDrafts.Of(
            """{"@timestamp":"2026-08-01T10:00:00Z","host":{"name":"EXCH01"},"user":{"name":{"x":1}},"event":{"action":"x"},"a":1}"""
        );

        var alert = JsonNode
            .Parse(Builder.BuildMinimal(draft, "the cluster refused it: Limit of total fields"))!
            .AsObject();

        Assert.Equal("alert-1", (string?)alert["kibana.alert.uuid"]);
        Assert.Equal("R", (string?)alert["kibana.alert.rule.name"]);
        Assert.Equal(
            """[{"id":"E1","type":"event","index":"logs-x","depth":0}]""",
            alert["kibana.alert.ancestors"]?.ToJsonString()
        );
        Assert.Equal("2026-08-01T10:00:00.000Z", (string?)alert["kibana.alert.original_time"]);
        Assert.Equal("EXCH01", (string?)alert["host.name"]);
        Assert.False(alert.ContainsKey("user.name"));
        Assert.False(alert.ContainsKey("a"));
        Assert.Equal("""["*"]""", alert["kibana.alert.detections.source_omitted"]?.ToJsonString());
        Assert.Equal(
            "The event E1 of logs-x is not copied into this alert because the cluster refused it: Limit of total fields",
            (string?)alert["kibana.alert.detections.source_note"]
        );
    }

    [Theory]
    [InlineData("\"yesterday\"", null)]
    [InlineData("true", null)]
    [InlineData("1782864000000", "2026-07-01T00:00:00.000Z")]
    public void The_minimal_form_holds_only_a_time_that_is_one(string time, string? original)
    {
        var alert = JsonNode.Parse(Builder.BuildMinimal(TestDrafts.Of($$"""{"@timestamp":{{time}}}"""), "why"))!;

        Assert.Equal(original, (string?)alert["kibana.alert.original_time"]);
    }

    [Fact]
    public void A_refused_original_time_is_left_out()
    {
        var draft = TestDrafts.Of("""{"@timestamp":"yesterday"}""");

        var alert = JsonNode.Parse(Builder.BuildWithout(draft, ["kibana.alert.original_time"], "why"))!.AsObject();

        Assert.False(alert.ContainsKey("kibana.alert.original_time"));
    }

    [Fact]
    public void Broken_characters_outside_the_source_do_no_harm_either()
    {
        var draft = TestDrafts.Of("{}") with { EventId = "\ud800", Index = "\udc00" };

        Assert.Contains(
            "\uFFFD",
            (string?)JsonNode.Parse(Builder.BuildMinimal(draft, "\ud800"))!["kibana.alert.detections.source_note"],
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\uFFFD",
            (string?)
                JsonNode.Parse(Builder.BuildWithout(draft, ["\ud800"], "why"))!["kibana.alert.detections.source_note"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_space_and_the_building_block_type_enter_the_alert()
    {
        var draft = TestDrafts.Of("{}");
        var alert = JsonNode.Parse(
            new AlertBuilder(new AlertSettings { Space = "soc" }).Build(
                draft with
                {
                    Rule = draft.Rule with { BuildingBlockType = "default" },
                }
            )
        )!;

        Assert.Equal("""["soc"]""", alert["kibana.space_ids"]?.ToJsonString());
        Assert.Equal("default", (string?)alert["kibana.alert.building_block_type"]);
    }

    private static JsonObject Build(string source) => JsonNode.Parse(Builder.Build(TestDrafts.Of(source)))!.AsObject();

    private static string Text(string source) => Encoding.UTF8.GetString(Builder.Build(TestDrafts.Of(source)));
}
