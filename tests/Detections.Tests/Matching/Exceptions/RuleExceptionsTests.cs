using System.Text;
using Detections.Eql;
using Detections.Matching;
using Detections.Matching.Exceptions;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Tests.Rules;

namespace Detections.Tests.Matching.Exceptions;

public sealed class RuleExceptionsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("detections").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The entry as type, field and values; a leading minus is `excluded`.</summary>
    [Theory]
    [InlineData("match process.name cmd.exe", """{"process":{"name":"cmd.exe"}}""", true)]
    [InlineData("match process.name cmd.exe", """{"process.name":"cmd.exe"}""", true)]
    [InlineData("match process.name cmd.exe", """{"process":{"name":"CMD.exe"}}""", false)]
    [InlineData("match process.name cmd.exe", """{"process":[{"name":"a"},{"name":["b","cmd.exe"]}]}""", true)]
    [InlineData("match process.name cmd.exe", """{"process":{"name":"cmd.exe x"}}""", false)]
    [InlineData("match process.name cmd.exe", """{"process":{"name":null}}""", false)]
    [InlineData("match process.name cmd.exe", """{}""", false)]
    [InlineData("-match process.name cmd.exe", """{"process":{"name":"cmd.exe"}}""", false)]
    [InlineData("-match process.name cmd.exe", """{"process":{"name":["a","cmd.exe"]}}""", false)]
    [InlineData("-match process.name cmd.exe", """{"process":{"name":"a"}}""", true)]
    [InlineData("-match process.name cmd.exe", """{}""", true)]
    [InlineData("match process.name *.exe", """{"process":{"name":"cmd.exe"}}""", false)]
    [InlineData("match process.name.caseless CMD.EXE", """{"process":{"name":"cmd.exe"}}""", true)]
    [InlineData("match process.name.text cmd.exe", """{"process":{"name":"run CMD.EXE now"}}""", true)]
    [InlineData("match message was denied", """{"message":"Access WAS denied"}""", true)]
    [InlineData("match message denied was", """{"message":"Access WAS denied"}""", false)]
    [InlineData("match process.pid 42", """{"process":{"pid":42}}""", true)]
    [InlineData("match process.pid 42", """{"process":{"pid":"42"}}""", true)]
    [InlineData("match process.pid 42", """{"process":{"pid":420}}""", false)]
    [InlineData("match own.number 42", """{"own":{"number":42.0}}""", true)]
    [InlineData("match dll.code_signature.trusted true", """{"dll":{"code_signature":{"trusted":true}}}""", true)]
    [InlineData("match source.ip 10.0.0.0/8", """{"source":{"ip":"10.1.2.3"}}""", true)]
    [InlineData("match source.ip 2001:db8::1", """{"source":{"ip":"2001:DB8:0::1"}}""", true)]
    [InlineData(
        "match file.created 2026-11-24T10:00:00Z",
        """{"file":{"created":"2026-11-24T11:00:00+01:00"}}""",
        true
    )]
    [InlineData("match_any process.name a|b", """{"process":{"name":"b"}}""", true)]
    [InlineData("match_any process.name a|b", """{"process":{"name":["x","a"]}}""", true)]
    [InlineData("match_any process.name a|b", """{"process":{"name":"ab"}}""", false)]
    [InlineData("match_any process.name a|b", """{}""", false)]
    [InlineData("-match_any process.name a|b", """{"process":{"name":"c"}}""", true)]
    [InlineData("-match_any process.name a|b", """{"process":{"name":["c","b"]}}""", false)]
    [InlineData("-match_any process.name a|b", """{}""", true)]
    [InlineData("exists process.name", """{"process":{"name":""}}""", true)]
    [InlineData("exists process.name", """{"process":{"name":[null]}}""", false)]
    [InlineData("exists process.name", """{"process":{"pid":1}}""", false)]
    [InlineData("exists process.name.caseless", """{"process":{"name":"a"}}""", true)]
    [InlineData("-exists process.name", """{}""", true)]
    [InlineData("-exists process.name", """{"process":{"name":"a"}}""", false)]
    [InlineData(@"wildcard file.path C:\\Temp\\*.t?p", """{"file":{"path":"C:\\Temp\\a.tmp"}}""", true)]
    [InlineData(@"wildcard file.path C:\\Temp\\*.t?p", """{"file":{"path":"c:\\temp\\a.tmp"}}""", false)]
    [InlineData(@"wildcard file.path C:\\Temp\\*.t?p", """{"file":{"path":["x","C:\\Temp\\.txp"]}}""", true)]
    [InlineData(@"wildcard file.path C:\\Temp\\*.t?p", """{}""", false)]
    [InlineData("wildcard file.path *", """{"file":{"name":"a"}}""", false)]
    [InlineData("-wildcard file.path *tmp", """{"file":{"path":"a.tmp"}}""", false)]
    [InlineData("-wildcard file.path *tmp", """{}""", true)]
    [InlineData("wildcard file.path.caseless C:*", """{"file":{"path":"c:\\a"}}""", true)]
    public void An_entry_holds_as_in_Kibana(string entry, string source, bool excepts) =>
        Assert.Equal(excepts, Excepts(Item(Entry(entry)), source));

    [Theory]
    [InlineData("match process.name CMD.exe", """{"process":{"name":"cmd.EXE"}}""")]
    [InlineData("match_any process.name a|CMD.exe", """{"process":{"name":"cmd.EXE"}}""")]
    [InlineData("wildcard process.name C?D*", """{"process":{"name":"cmd.EXE"}}""")]
    public void Letter_case_is_ignored_where_the_item_says_so(string entry, string source)
    {
        var item = Item(Entry(entry));
        Assert.False(Excepts(item, source));
        Assert.True(Excepts(item with { IsCaseInsensitive = true }, source));
    }

    [Fact]
    public void All_entries_of_an_item_have_to_hold_and_one_item_is_enough()
    {
        var both = Item(Entry("match process.name a"), Entry("-match user.name root"));
        Assert.True(Excepts(both, """{"process":{"name":"a"}}"""));
        Assert.False(Excepts(both, """{"process":{"name":"a"},"user":{"name":"root"}}"""));
        Assert.False(Excepts(both, """{"user":{"name":"x"}}"""));

        var rule = TestRules.Simple("R") with { Exceptions = [both, Item(Entry("exists dns.id"))] };
        Assert.True(Excepts(rule, """{"dns":{"id":"1"}}"""));
        Assert.False(Excepts(rule, """{"dns":{"type":"answer"}}"""));
    }

    [Fact]
    public void A_rule_without_exceptions_excepts_nothing() =>
        Assert.False(Excepts(TestRules.Simple("R"), """{"process":{"name":"a"}}"""));

    [Theory]
    [InlineData("""[{"name":"a","valid":true}]""", true)]
    [InlineData("""{"name":"a","valid":true}""", true)]
    [InlineData("""[{"name":"a","valid":false},{"name":"b","valid":true}]""", false)]
    [InlineData("""[{"name":"b"},[{"valid":true,"name":["x","a"]}]]""", true)]
    [InlineData("""[{"name":"a"}]""", false)]
    [InlineData("""[]""", false)]
    [InlineData("null", false)]
    [InlineData("\"a\"", false)]
    public void Nested_entries_have_to_hold_for_one_object(string objects, bool excepts)
    {
        var item = Item(
            new ExceptionEntry
            {
                Type = ExceptionEntryType.Nested,
                Field = "file.Ext.code_signature",
                Entries = [Entry("match name a"), Entry("match valid true")],
            }
        );
        Assert.Equal(excepts, Excepts(item, $$$$"""{"file":{"Ext":{"code_signature":{{{{objects}}}} }}}"""));
        Assert.Equal(excepts, Excepts(item, $$$$"""{"x":[{}],"file.Ext":{"code_signature":{{{{objects}}}} },"z":1}"""));
        Assert.Equal(excepts, Excepts(item, $$$$"""{"file":[1,{"Ext.code_signature":{{{{objects}}}} }]}"""));
    }

    [Fact]
    public void A_nested_entry_can_be_excluded_within_its_object()
    {
        var item = Item(
            new ExceptionEntry
            {
                Type = ExceptionEntryType.Nested,
                Field = "o",
                Entries = [Entry("match n a"), Entry("-exists bad")],
            }
        );
        Assert.True(Excepts(item, """{"o":[{"n":"a"},{"n":"a","bad":1}]}"""));
        Assert.False(Excepts(item, """{"o":[{"n":"b"},{"n":"a","bad":1}]}"""));
    }

    [Fact]
    public void An_event_of_odd_text_is_looked_at_for_nested_objects_too()
    {
        var item = Item(
            new ExceptionEntry
            {
                Type = ExceptionEntryType.Nested,
                Field = "o",
                Entries = [Entry("match n a")],
            }
        );
        Assert.True(Excepts(item, "\uFEFF" + """{"x":"\ud800","o":/* twice */[{"n":"\u0061"}]}"""));
    }

    [Theory]
    [InlineData("any where process.name : \"CMD*\"", """{"process":{"name":"cmd.exe"}}""", true)]
    [InlineData("any where process.name : \"CMD*\"", """{"process":{"name":"a"}}""", false)]
    [InlineData("any where length(process.command_line) > 5", """{"process":{"command_line":"123456"}}""", true)]
    public void An_entry_may_be_any_condition_of_EQL(string query, string source, bool excepts)
    {
        var entry = new ExceptionEntry { Type = ExceptionEntryType.Eql, Query = EqlQuery.Parse(query) };
        Assert.Equal(excepts, Excepts(Item(entry), source));
        Assert.Equal(!excepts, Excepts(Item(entry with { IsExcluded = true }), source));
    }

    [Theory]
    [InlineData("windows", """{"host":{"os":{"type":"windows"}},"a":1}""", true)]
    [InlineData("windows", """{"host":{"os":{"name":"Windows"}},"a":1}""", true)]
    [InlineData("windows", """{"host":{"os":{"type":"linux","name":"Ubuntu"}},"a":1}""", false)]
    [InlineData("windows", """{"a":1}""", false)]
    [InlineData("linux macos", """{"host":{"os":{"name":"macOS"}},"a":1}""", true)]
    public void An_item_for_operating_systems_is_for_no_others(string systems, string source, bool excepts)
    {
        var item = Item(Entry("exists a")) with { OsTypes = systems.Split(' ') };
        Assert.Equal(excepts, Excepts(item, source));
        Assert.False(Excepts(item, """{"host":{"os":{"type":"windows"}}}"""));
    }

    [Fact]
    public void An_item_has_no_effect_from_its_expiry_on()
    {
        var item = Item(Entry("exists a"));
        Assert.True(Excepts(item with { ExpireTime = Now.AddTicks(1) }, """{"a":1}"""));
        Assert.False(Excepts(item with { ExpireTime = Now }, """{"a":1}"""));
    }

    [Fact]
    public void An_item_may_be_for_some_steps_only()
    {
        var rule = TestRules.Simple("R") with { Exceptions = [Item(Entry("exists a")) with { Steps = [0, 2] }] };
        Assert.True(Excepts(rule, """{"a":1}""", step: 0));
        Assert.False(Excepts(rule, """{"a":1}""", step: 1));
        Assert.True(Excepts(rule, """{"a":1}""", step: 2));
    }

    [Theory]
    [InlineData("keyword", "process.hash.sha256", """{"process":{"hash":{"sha256":"bb"}}}""", true)]
    [InlineData("keyword", "process.hash.sha256", """{"process":{"hash":{"sha256":"BB"}}}""", false)]
    [InlineData("keyword", "process.hash.sha256", """{"process":{"hash":{"sha256":["x","aa"]}}}""", true)]
    [InlineData("keyword", "process.hash.sha256", """{"process":{"hash":{"sha256":""}}}""", false)]
    [InlineData("keyword", "process.hash.sha256", """{}""", false)]
    public void A_list_of_words_holds_for_its_lines(string type, string field, string source, bool excepts)
    {
        var lists = Lists("aa\n\n bb \r\ncc");
        Assert.Equal(excepts, Excepts(Item(ListEntry(field, type)), source, lists));
        Assert.Equal(!excepts, Excepts(Item(ListEntry(field, type) with { IsExcluded = true }), source, lists));
    }

    [Theory]
    [InlineData("ip", "source.ip", "10.0.0.1", true)]
    [InlineData("ip", "source.ip", "10.0.0.2", false)]
    [InlineData("ip_range", "source.ip", "10.1.0.200", true)]
    [InlineData("ip_range", "source.ip", "10.2.0.5", true)]
    [InlineData("ip_range", "source.ip", "10.2.0.10", false)]
    [InlineData("ip_range", "own.address", "2001:db8::77", true)]
    public void A_list_of_addresses_holds_for_those_in_it(string type, string field, string address, bool excepts)
    {
        var lists = Lists("10.2.0.1-10.2.0.9\n10.0.0.1\n10.1.0.0/16\n2001:db8::/64\n");
        Assert.Equal(excepts, Excepts(Item(ListEntry(field, type)), $$"""{"{{field}}":"{{address}}"}""", lists));
    }

    [Fact]
    public void A_list_may_ignore_letter_case() =>
        Assert.True(
            Excepts(
                Item(ListEntry("user.name", "keyword")) with
                {
                    IsCaseInsensitive = true,
                },
                """{"user.name":"AA"}""",
                Lists("aa")
            )
        );

    [Fact]
    public void What_cannot_be_evaluated_is_not_applied_and_said()
    {
        var lists = Lists("10.0.0.1\n\n10.0.0.256\nabc\n");
        var nested = new ExceptionEntry
        {
            Type = ExceptionEntryType.Nested,
            Field = "o",
            Entries = [Entry("match n a")],
        };
        var rule = TestRules.Simple("R") with
        {
            Exceptions =
            [
                Item(),
                Item(Entry("-match process.pid abc")),
                Item(Entry("wildcard source.ip 10.*")),
                Item(ListEntry("source.ip", "ip")),
                Item(ListEntry("process.pid", "keyword")),
                Item(ListEntry("user.name", "text")),
                Item(ListEntry("user.name", "keyword") with { ListId = "other" }),
                Item(nested with { Entries = [nested] }),
                Item(Entry("exists a")),
            ],
        };
        var exceptions = Create(rule, lists, out _);
        var path = Path.Combine(_folder, "list.txt");
        Assert.Equal(
            [
                "it has no entries, so it would take every event away",
                "process.pid: [abc] cannot be a value of the type [long]; it has to be a number",
                "source.ip: the pattern [10.*] is for texts, and a field of type [ip] holds none; compare it with a value or a range",
                $"source.ip: {path}:3: [10.0.0.256] is not a block of addresses; write an IPv4 or IPv6 block such as [10.0.0.0/8] or [fe80::/10]; {path}:4: [abc] is not a block of addresses; write an IPv4 or IPv6 block such as [10.0.0.0/8] or [fe80::/10]",
                $"process.pid: {Wrong(1, "10.0.0.1")}; {Wrong(3, "10.0.0.256")}; {Wrong(4, "abc")}",
                "user.name: the value list \"list\" is of type [text]; evaluated are keyword, ip and ip_range",
                "user.name: no file is given for the value list \"other\"",
                "o: \"o\" is nested in a nested entry; one level is evaluated",
            ],
            exceptions.Problems.Select(p =>
            {
                Assert.StartsWith(
                    "The exception \"I\" (i) of list \"L\" is not applied to the rule \"R\": ",
                    p,
                    StringComparison.Ordinal
                );
                Assert.EndsWith(".", p, StringComparison.Ordinal);
                return p[p.IndexOf(": ", StringComparison.Ordinal)..][2..^1];
            })
        );
        Assert.False(
            Excepts(rule, """{"user":{"name":"x"},"source":{"ip":"10.0.0.1"},"process":{"pid":1}}""", lists: lists)
        );
        Assert.True(Excepts(rule, """{"a":1}""", lists: lists));

        string Wrong(int line, string text) =>
            $"{path}:{line}: [{text}] cannot be a value of the type [long]; it has to be a number";
    }

    [Fact]
    public void It_names_the_fields_that_it_reads()
    {
        var nested = new ExceptionEntry
        {
            Type = ExceptionEntryType.Nested,
            Field = "o.p",
            Entries = [Entry("match n a"), Entry("exists m.caseless")],
        };
        var eql = new ExceptionEntry
        {
            Type = ExceptionEntryType.Eql,
            Query = EqlQuery.Parse("any where x == 1 and y.z == 2"),
        };
        var rule = TestRules.Simple("R") with
        {
            Exceptions =
            [
                Item(Entry("exists a"), Entry("match b.text 1")),
                Item(nested, eql) with
                {
                    OsTypes = ["linux"],
                },
            ],
            Filters = [System.Text.Json.JsonElement.Parse("""{"query":{"exists":{"field":"f"}}}""")],
        };
        string[] exceptions =
        [
            "a",
            "b.text",
            "b",
            "o.p.n",
            "o.p.m.caseless",
            "o.p.m",
            "x",
            "y.z",
            "host.os.type",
            "host.os.name.caseless",
            "host.os.name",
        ];
        Assert.Equal(exceptions, RuleExceptions.FieldsOf(rule));
        Assert.Equal([.. exceptions, "f"], ConditionFields.Of(rule));
    }

    private static ExceptionItem Item(params ExceptionEntry[] entries) =>
        new()
        {
            ItemId = "i",
            ListId = "L",
            Name = "I",
            Entries = entries,
        };

    private static ExceptionEntry Entry(string text)
    {
        var isExcluded = text.StartsWith('-');
        var parts = text.TrimStart('-').Split(' ', 3);
        return new()
        {
            Type = Enum.Parse<ExceptionEntryType>(
                parts[0].Replace("_", "", StringComparison.Ordinal),
                ignoreCase: true
            ),
            Field = parts[1],
            IsExcluded = isExcluded,
            Values = parts is [_, _, var values] ? values.Split('|') : [],
        };
    }

    private static ExceptionEntry ListEntry(string field, string type) =>
        new()
        {
            Type = ExceptionEntryType.List,
            Field = field,
            ListId = "list",
            ListType = type,
        };

    private ValueListFiles Lists(string content)
    {
        var path = Path.Combine(_folder, "list.txt");
        File.WriteAllText(path, content);
        return ValueListFiles.Load(new Dictionary<string, string> { ["list"] = path });
    }

    private static bool Excepts(ExceptionItem item, string source, ValueListFiles? lists = null)
    {
        var rule = TestRules.Simple("R") with { Exceptions = [item] };
        Assert.Empty(Create(rule, lists, out _).Problems);
        return Excepts(rule, source, lists: lists);
    }

    private static bool Excepts(Rule rule, string source, int step = 0, ValueListFiles? lists = null)
    {
        var exceptions = Create(rule, lists, out var table);
        var bytes = Encoding.UTF8.GetBytes(source);
        Assert.True(new EventReader(table).TryRead(bytes, out var values, out var problem), problem);
        return exceptions.Excepts(values, bytes, step, Now);
    }

    private static RuleExceptions Create(Rule rule, ValueListFiles? lists, out FieldTable table)
    {
        table = FieldTable.Create([.. RuleExceptions.FieldsOf(rule), "@timestamp"]);
        return new(rule, table, lists ?? ValueListFiles.None);
    }
}
