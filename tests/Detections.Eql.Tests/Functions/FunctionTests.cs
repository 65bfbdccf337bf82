using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Detections.Eql.Functions;
using Detections.Eql.Values;

namespace Detections.Eql.Tests.Functions;

public sealed partial class FunctionTests
{
    [Fact]
    public void Every_call_gives_what_its_table_says()
    {
        var wrong = new List<string>();
        var called = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Cases", "functions.calls")))
        {
            if (line is "" or ['#', ..])
            {
                continue;
            }

            var call = Call().Match(line);
            Assert.True(call.Success, line);
            var function = FunctionTable.Find(call.Groups["name"].Value);
            Assert.True(function is not null, line);
            var arguments = Literal()
                .Matches(call.Groups["arguments"].Value)
                .Select(item => Read(item.Value))
                .ToArray();
            var ignoresCase = call.Groups["tilde"].Length > 0;
            Assert.True(!ignoresCase || function.HasInsensitiveForm, line);
            var constants = arguments.Select(argument => (Scalar?)argument).ToArray();
            var (expected, actual) = (
                Read(call.Groups["result"].Value),
                function.Bind(constants, ignoresCase) is { Body: { } body } ? body(arguments) : Scalar.Null
            );
            called.Add(function.Name);
            if (expected.ToString() != actual.ToString() || expected.Kind != actual.Kind)
            {
                wrong.Add($"{line} but was {actual.Kind} {actual}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(FunctionTable.Names.Order(), called.Order());
    }

    [Fact]
    public void Names_are_found_in_any_case_and_listed_as_documented()
    {
        Assert.Same(FunctionTable.Find("cidrMatch"), FunctionTable.Find("CIDRMATCH"));
        Assert.Null(FunctionTable.Find("arrayContains"));
        Assert.Equal(FunctionTable.Names.Order(StringComparer.Ordinal), FunctionTable.Names);
    }

    [Fact]
    public void Five_functions_have_a_form_that_ignores_case() =>
        Assert.Equal(
            ["between", "endsWith", "indexOf", "startsWith", "stringContains"],
            FunctionTable.Names.Where(name => FunctionTable.Find(name)!.HasInsensitiveForm)
        );

    [Theory]
    [InlineData("number", 1, 1)]
    [InlineData("number", 37, 1)]
    [InlineData("number", 1.5, 1)]
    public void A_wrong_base_is_named(string name, double radix, int argument)
    {
        var binding = FunctionTable.Find(name)!.Bind([null, Scalar.Of(new Number(radix))], ignoresCase: false);

        Assert.Null(binding.Body);
        Assert.Equal(argument, binding.Argument);
        Assert.Equal($"The base [{new Number(radix)}] is not an integer from 2 to 36", binding.Problem);
    }

    [Theory]
    [InlineData("10.0.0.0/33", 2, "[10.0.0.0/33] has no prefix length between 0 and 32 after the slash")]
    [InlineData("::/129", 2, "[::/129] has no prefix length between 0 and 128 after the slash")]
    [InlineData("10.0.0.0/", 2, "[10.0.0.0/] has no prefix length between 0 and 32 after the slash")]
    [InlineData("10.0.0.0/-1", 2, "[10.0.0.0/-1] has no prefix length between 0 and 32 after the slash")]
    [InlineData(
        "10.0.0/8",
        2,
        "[10.0.0/8] is not a block of addresses; write an IPv4 or IPv6 block such as [10.0.0.0/8] or [fe80::/10]"
    )]
    [InlineData(
        "::ffff:10.0.0.0/104",
        2,
        "[::ffff:10.0.0.0/104] gives a prefix length to an IPv4 address in IPv6 form, which can be read in two ways; "
            + "write [10.0.0.0] in its place"
    )]
    public void A_wrong_block_is_named(string block, int argument, string problem)
    {
        var binding = FunctionTable
            .Find("cidrMatch")!
            .Bind([null, Scalar.Of("::/0"), Scalar.Of(block)], ignoresCase: false);

        Assert.Null(binding.Body);
        Assert.Equal((argument, problem), (binding.Argument, binding.Problem));
    }

    [Fact]
    public void A_constant_that_is_no_address_is_named()
    {
        var binding = FunctionTable
            .Find("cidrMatch")!
            .Bind([Scalar.Of("10.0.0"), Scalar.Of("::/0")], ignoresCase: false);

        Assert.Equal((0, "[10.0.0] is not an IPv4 or IPv6 address"), (binding.Argument, binding.Problem));
    }

    [Theory]
    [InlineData("startsWith", "a*", "a*b", "axb")]
    [InlineData("startsWith", "", "", null)]
    [InlineData("startsWith~", "AÄ", "aÄb", "aäb")]
    [InlineData("endsWith", "a?c", "xabc", "xac")]
    [InlineData("endsWith", "a\\?c", "xa?c", "xabc")]
    [InlineData("endsWith", "x\\", "ax\\", "ax")]
    [InlineData("endsWith~", "É.EXE", "aÉ.exe", "aé.exe")]
    [InlineData("stringContains", "a*c", "xabbcx", "xcax")]
    [InlineData("stringContains", "principal=\\*", "x principal=* y", "x principal=z y")]
    [InlineData("stringContains", "", "", null)]
    [InlineData("stringContains~", "ABC", "xabcx", "xab")]
    public void A_constant_over_a_field_is_a_Lucene_prefix_or_wildcard(
        string name,
        string constant,
        string matching,
        string? other
    )
    {
        var test = FieldFunction.TryCreate(
            FunctionTable.Find(name.TrimEnd('~'))!,
            constant,
            ignoresCase: name.EndsWith('~')
        )!;

        Assert.True(test(Encoding.UTF8.GetBytes(matching)));
        Assert.False(other is not null && test(Encoding.UTF8.GetBytes(other)));
    }

    [Fact]
    public void Other_functions_have_no_form_for_fields() =>
        Assert.Null(FieldFunction.TryCreate(FunctionTable.Find("indexOf")!, "x", ignoresCase: false));

    private static Scalar Read(string text) =>
        text switch
        {
            "null" => Scalar.Null,
            "true" => Scalar.True,
            "false" => Scalar.False,
            ['"', .. var quoted, '"'] => Scalar.Of(quoted),
            ['i', 'p', ':', .. var address] => Scalar.Of(ScalarKind.Address, ReadAddress(address)),
            ['v', 'e', 'r', 's', 'i', 'o', 'n', ':', .. var version] => Scalar.Of(
                ScalarKind.Version,
                new VersionNumber(version)
            ),
            ['d', 'a', 't', 'e', ':', .. var date] => Scalar.OfNanoseconds(ReadDate(date)),
            _ when long.TryParse(text, CultureInfo.InvariantCulture, out var integer) => Scalar.Of(new Number(integer)),
            _ => Scalar.Of(new Number(double.Parse(text, CultureInfo.InvariantCulture))),
        };

    private static IpAddress ReadAddress(string text) =>
        IpAddress.TryParse(text, out var address) ? address : throw new FormatException(text);

    private static long ReadDate(string text) =>
        Instant.TryParse(Encoding.UTF8.GetBytes(text), out var range) ? range.From : throw new FormatException(text);

    [GeneratedRegex(
        @"^(?<name>\w+)(?<tilde>~?)\((?<arguments>.*)\) = (?<result>.+)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Call();

    [GeneratedRegex("\"[^\"]*\"|[^, \"]+", RegexOptions.None, 1000)]
    private static partial Regex Literal();
}
