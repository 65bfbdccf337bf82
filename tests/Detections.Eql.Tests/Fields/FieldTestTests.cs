using System.Text;

namespace Detections.Eql.Tests.Fields;

/// <summary>Each line: the type of the field, its JSON in the event (empty where it is missing), what is asked, and the answer.</summary>
public sealed class FieldTestTests
{
    [Theory]
    [InlineData("keyword", """ "cmd.exe" """, "cmd.exe", true)]
    [InlineData("keyword", """ "CMD.exe" """, "cmd.exe", false)]
    [InlineData("keyword", """ ["a", "cmd.exe"] """, "cmd.exe", true)]
    [InlineData("keyword", """ ["a", null] """, "cmd.exe", false)]
    [InlineData("keyword", "", "cmd.exe", false)]
    [InlineData("keyword", "null", "null", false)]
    [InlineData("keyword", "4625", "4625", true)]
    [InlineData("keyword", "true", "true", true)]
    [InlineData("keyword", """ "C:\\Windows\\a b" """, @"C:\Windows\a b", true)]
    [InlineData("keyword", """ "*" """, "*", true)]
    [InlineData("keyword", """ "abc" """, "*", false)]
    [InlineData("text", """ "Access was DENIED, twice." """, "denied twice", true)]
    [InlineData("text", """ "Access was DENIED, twice." """, "twice denied", false)]
    [InlineData("text", """ "Access was DENIED, twice." """, "access denied", false)]
    [InlineData("text", """ "Access was DENIED, twice." """, "...", false)]
    [InlineData("match_only_text", """ ["access", "denied"] """, "access denied", false)]
    [InlineData("long", "443", "443", true)]
    [InlineData("long", """ "443" """, "443", true)]
    [InlineData("long", "443.0", "443", true)]
    [InlineData("long", "[80, 443]", "443", true)]
    [InlineData("long", "4430", "443", false)]
    [InlineData("float", "47.5", "47.50", true)]
    [InlineData("boolean", "true", "true", true)]
    [InlineData("boolean", """ "true" """, "true", true)]
    [InlineData("boolean", "false", "true", false)]
    [InlineData("ip", """ "10.1.2.3" """, "10.1.2.3", true)]
    [InlineData("ip", """ "10.1.2.3" """, "10.0.0.0/8", true)]
    [InlineData("ip", """ "11.1.2.3" """, "10.0.0.0/8", false)]
    [InlineData("ip", """ "2001:DB8:0::1" """, "2001:db8::1", true)]
    [InlineData("ip", """ ["nonsense", "10.1.2.3"] """, "::ffff:10.1.2.3", true)]
    [InlineData("date", """ "2026-11-24T10:00:00.000Z" """, "2026-11-24T11:00:00+01:00", true)]
    [InlineData("date", """ "2026-11-24T10:00:00.000Z" """, "2026-11-24", true)]
    [InlineData("date", """ "2026-11-25T00:00:00.000Z" """, "2026-11-24", false)]
    [InlineData("date", "1700000000000", "2023-11-14T22:13:20Z", true)]
    [InlineData("version", """ "8.15.0" """, "8.15.0", true)]
    [InlineData("version", """ "8.15.0" """, "8.15", false)]
    [InlineData(null, """ "cmd.exe" """, "cmd.exe", true)]
    [InlineData(null, """ "Cmd.exe" """, "cmd.exe", false)]
    [InlineData(null, "443.0", "443", true)]
    [InlineData(null, """ "443.0" """, "443", false)]
    [InlineData(null, "true", "true", true)]
    public void A_value_equals_as_its_type_says(string? type, string json, string wanted, bool expected) =>
        Assert.Equal(expected, Passes(FieldTest.Equal(Type(type), [Encoding.UTF8.GetBytes(wanted)]), json));

    [Theory]
    [InlineData("keyword", """ "CMD.exe" """, "cmd.EXE", true)]
    [InlineData("keyword", """ "Ärger" """, "ärger", false)]
    [InlineData("wildcard", """ "CMD.exe" """, "cmd.EXE", true)]
    [InlineData(null, """ "CMD.exe" """, "cmd.EXE", true)]
    [InlineData("ip", """ "2001:DB8::1" """, "2001:db8::1", true)]
    public void Letter_case_can_be_ignored(string? type, string json, string wanted, bool expected) =>
        Assert.Equal(expected, Passes(FieldTest.Equal(Type(type), [Encoding.UTF8.GetBytes(wanted)], true), json));

    [Fact]
    public void A_normalised_keyword_ignores_letter_case() =>
        Assert.True(
            Passes(FieldTest.Equal(new FieldType("keyword") { HasNormalizer = true }, ["cmd"u8.ToArray()]), "\"CMD\"")
        );

    [Theory]
    [InlineData("keyword", """ "b" """, true)]
    [InlineData("keyword", """ ["x", "c"] """, true)]
    [InlineData("keyword", """ "B" """, false)]
    [InlineData("keyword", "", false)]
    [InlineData("text", """ "a word: b" """, true)]
    public void Any_of_many_values_is_enough(string type, string json, bool expected) =>
        Assert.Equal(expected, Passes(FieldTest.Equal(Type(type), [.. Utf8("a b", "b", "c")]), json));

    [Theory]
    [InlineData("text", """ "Access was denied" """, "denied", true)]
    [InlineData("text", """ "Access was denied" """, "Access", false)]
    [InlineData("text", """ "Access was denied" """, "access was", false)]
    [InlineData("keyword", """ "Access was denied" """, "denied", false)]
    public void A_term_is_one_word_of_a_text_and_the_whole_of_a_keyword(
        string type,
        string json,
        string wanted,
        bool expected
    ) => Assert.Equal(expected, Passes(FieldTest.Term(Type(type), [Encoding.UTF8.GetBytes(wanted)]), json));

    [Theory]
    [InlineData("keyword", """ "C:\\Temp\\a.exe" """, @"C:\\Temp\\*", true)]
    [InlineData("keyword", """ "C:\\Temp\\a.exe" """, @"C:\Temp\*", false)]
    [InlineData("keyword", """ "a*c" """, @"a\*c", true)]
    [InlineData("keyword", """ "abc" """, @"a\*c", false)]
    [InlineData("keyword", """ "abc" """, "a?c", true)]
    [InlineData("keyword", """ "aäc" """, "a?c", true)]
    [InlineData("keyword", """ "ABC" """, "a?c", false)]
    [InlineData("keyword", """ "" """, "*", true)]
    [InlineData("keyword", "", "*", false)]
    [InlineData("keyword", """ ["x", "abc"] """, "ab*", true)]
    [InlineData("text", """ "One Word" """, "w*d", true)]
    [InlineData("text", """ "One Word" """, "one*word", false)]
    [InlineData(null, """ "abc" """, "*c", true)]
    [InlineData("version", """ "8.15.0" """, "8.*", true)]
    public void A_pattern_is_one_of_Lucene(string? type, string json, string pattern, bool expected) =>
        Assert.Equal(expected, Passes(FieldTest.Wildcard(Type(type), pattern), json));

    [Theory]
    [InlineData(@"C:\Te", true)]
    [InlineData(@"c:\te", false)]
    [InlineData("C:*", false)]
    [InlineData("", true)]
    public void A_beginning_is_taken_as_it_is_written(string beginning, bool expected)
    {
        Assert.Equal(expected, Passes(FieldTest.Prefix(null, beginning), """ "C:\\Temp" """));
        Assert.True(Passes(FieldTest.Prefix(null, "c:", ignoresCase: true), """ "C:\\Temp" """));
    }

    [Theory]
    [InlineData("long", "5", ">5", false)]
    [InlineData("long", "5", ">=5 <=5", true)]
    [InlineData("long", "[1, 9]", ">4 <6", false)]
    [InlineData("long", "[1, 9]", ">4", true)]
    [InlineData("long", """ "10" """, ">9", true)]
    [InlineData("keyword", """ "10" """, ">9", false)]
    [InlineData(null, "10", ">9", true)]
    [InlineData(null, """ "10" """, ">9", false)]
    [InlineData("ip", """ "10.0.0.10" """, ">=10.0.0.9 <10.0.0.11", true)]
    [InlineData("date", """ "2026-11-24T10:00:00Z" """, ">2026-11-24", false)]
    [InlineData("date", """ "2026-11-24T10:00:00Z" """, ">=2026-11-24", true)]
    [InlineData("date", """ "2026-11-24T10:00:00Z" """, "<2026-11-24", false)]
    [InlineData("date", """ "2026-11-24T10:00:00Z" """, "<=2026-11-24", true)]
    [InlineData("version", """ "8.15.0" """, ">8.9.0", true)]
    [InlineData("keyword", "", "", false)]
    [InlineData("keyword", """ "" """, "", true)]
    public void A_range_goes_by_the_order_of_the_type(string? type, string json, string bounds, bool expected) =>
        Assert.Equal(expected, Passes(FieldTest.Range(Type(type), Bounds(bounds)), json));

    [Fact]
    public void The_bounds_of_a_date_may_have_a_format_of_their_own()
    {
        var range = new FieldRange { GreaterOrEqual = "24/11/2026", Format = "dd/MM/yyyy" };
        Assert.True(Passes(FieldTest.Range(Type("date"), range), """ "2026-11-24T10:00:00Z" """));
        Assert.False(Passes(FieldTest.Range(Type("date"), range), """ "2026-11-23T10:00:00Z" """));
    }

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("10.0.0.2", false)]
    [InlineData("10.0.1.0", true)]
    [InlineData("10.0.1.255", true)]
    [InlineData("10.0.2.0", false)]
    [InlineData("10.0.3.4", false)]
    [InlineData("10.0.3.5", true)]
    [InlineData("10.0.3.20", true)]
    [InlineData("10.0.3.21", false)]
    [InlineData("2001:db8::5", true)]
    [InlineData("no address", false)]
    public void Addresses_are_looked_up_in_ranges_that_may_overlap(string address, bool expected)
    {
        var test = FieldTest.Addresses([
            .. Utf8("10.0.3.5-10.0.3.9", "10.0.1.0/24", "10.0.0.1", "10.0.3.8-10.0.3.20", "2001:db8::/64"),
        ]);
        Assert.Equal(expected, Passes(test, $"\"{address}\""));
    }

    [Theory]
    [InlineData("long", "=", "abc", "[abc] cannot be a value of the type [long]; it has to be a number")]
    [InlineData("boolean", "=", "yes", "[yes] cannot be a value of the type [boolean]; it has to be true or false")]
    [InlineData(
        "ip",
        "=",
        "10.0.0.300",
        "[10.0.0.300] is not a block of addresses; write an IPv4 or IPv6 block such as [10.0.0.0/8] or [fe80::/10]"
    )]
    [InlineData(
        "ip",
        "=",
        "10.0.0.9-10.0.0.1",
        "[10.0.0.9-10.0.0.1] ends before it begins; write the lower address first"
    )]
    [InlineData(
        "ip",
        "=",
        "10.0.0.9-x",
        "[10.0.0.9-x] is not a range of addresses; write it as [10.0.0.1-10.0.0.9], with an address on either side"
    )]
    [InlineData(
        "date",
        "=",
        "now-1d",
        "The date [now-1d] depends on when the query runs; write a fixed date such as [2024-05-31T12:00:00Z]"
    )]
    [InlineData(
        "long",
        "*",
        "4*",
        "the pattern [4*] is for texts, and a field of type [long] holds none; compare it with a value or a range"
    )]
    [InlineData("long", ">", "abc", "[abc] cannot be a bound of a field of the type [long]; it has to be a number")]
    [InlineData("ip", ">", "10/8", "[10/8] is not an address, which a bound of a field of the type [ip] has to be")]
    public void What_no_value_of_the_type_can_be_is_refused(string type, string test, string value, string problem)
    {
        var e = Assert.Throws<FormatException>(() =>
            test switch
            {
                "=" => FieldTest.Equal(Type(type), [Encoding.UTF8.GetBytes(value)]),
                "*" => FieldTest.Wildcard(Type(type), value),
                _ => FieldTest.Range(Type(type), new FieldRange { Greater = value }),
            }
        );
        Assert.Equal(problem, e.Message);
    }

    private static FieldType? Type(string? name) => name is null ? null : new FieldType(name);

    private static IEnumerable<byte[]> Utf8(params string[] texts) => texts.Select(Encoding.UTF8.GetBytes);

    private static FieldRange Bounds(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(
                new FieldRange(),
                (range, bound) =>
                    bound switch
                    {
                        ['>', '=', .. var value] => range with { GreaterOrEqual = value },
                        ['>', .. var value] => range with { Greater = value },
                        ['<', '=', .. var value] => range with { LessOrEqual = value },
                        _ => range with { Less = bound[1..] },
                    }
            );

    private static bool Passes(FieldTest test, string json)
    {
        var table = FieldTable.Create(["f"]);
        var source = Encoding.UTF8.GetBytes(json.Length == 0 ? "{}" : $$"""{"f":{{json}}}""");
        Assert.True(new EventReader(table).TryRead(source, out var values, out var problem), problem);
        return test.Passes(values, 0);
    }
}
