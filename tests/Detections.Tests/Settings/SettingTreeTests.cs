using System.Globalization;
using Detections.Settings;

namespace Detections.Tests.Settings;

/// <summary>Where values of TOML and JSON stand, and what they are.</summary>
public sealed class SettingTreeTests
{
    private const string Toml = """"
        a.b = 1
        [rule]
        q = '''
        é😀 where
          x
        '''
        l = [ 1, 2.5,
          "a\tb\u00e9\U0001F600c" ]
        s = """\
           up
        to\
          here"""
        t = { x = true, y.z = 2026-01-01 }
        "quoted.key" = 'v'
        [[rule.threat]]
        f = "1"
        [[rule.threat.technique]]
        id = "2"
        [rule.threat.tactic]
        id = "3"
        [[rule.threat]]
        f = "4"
        """";

    [Fact]
    public void TOML_becomes_the_tree_that_it_means()
    {
        Assert.Equal(
            """
            {"a":{"b":1},"rule":{"q":"\u00E9\uD83D\uDE00 where\n  x\n","l":[1,2.5,"a\tb\u00E9\uD83D\uDE00c"],"s":"up\ntohere","t":{"x":true,"y":{"z":"2026-01-01"}},"quoted.key":"v","threat":[{"f":"1","technique":[{"id":"2"}],"tactic":{"id":"3"}},{"f":"4"}]}}
            """,
            Read(Toml).ToJson().GetRawText()
        );
    }

    [Theory]
    [InlineData("a.b", "1:7")]
    [InlineData("rule", "2:1")]
    [InlineData("rule.q", "3:5")]
    [InlineData("rule.l[1]", "7:10")]
    [InlineData("rule.l[2]", "8:3")]
    [InlineData("rule.t.y.z", "13:23")]
    [InlineData("rule.quoted.key", "14:16")]
    [InlineData("rule.threat[1].f", "22:5")]
    [InlineData("rule.threat[0].tactic.id", "20:6")]
    public void A_value_has_its_path_and_its_place(string path, string place)
    {
        var node = Assert.Single(All(Read(Toml)), n => n.Path == path && (n.Value is not null || path == "rule"));

        Assert.Equal(place, Text(node.Location));
    }

    [Theory]
    [InlineData("rule.q", "where", "4:5")]
    [InlineData("rule.q", "x", "5:3")]
    [InlineData("rule.l[2]", "b", "8:7")]
    [InlineData("rule.l[2]", "c", "8:24")]
    [InlineData("rule.s", "up", "10:4")]
    [InlineData("rule.s", "here", "12:3")]
    public void What_stands_in_a_text_has_its_place_in_the_file(string path, string part, string place)
    {
        var node = Assert.Single(All(Read(Toml)), n => n.Path == path);

        Assert.Equal(place, Text(Inside(node, part)));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void The_kind_of_line_ends_moves_nothing(string end)
    {
        var node = Assert.Single(All(Read(Toml.ReplaceLineEndings(end))), n => n.Path == "rule.q");

        Assert.Equal("5:3", Text(Inside(node, "x")));
    }

    [Fact]
    public void JSON_has_its_places_too()
    {
        var file = new SourceFile(
            "f.json",
            "{ \"é😀\": [\n  { \"a\": \"x\\n\\\"\\u00e9😀y\" },\n  -1.50e3, null, false ] }"
        );
        var root = JsonTree.Read(file, out var trouble)!;

        Assert.Null(trouble);
        Assert.Equal("-1.50e3", root.Children[0].Children[1].Value);
        Assert.Equal("3:3", Text(root.Children[0].Children[1].Location));
        var text = root.Children[0].Children[0].Child("a")!;
        Assert.Equal("2:10", Text(text.Location));
        Assert.Equal("2:5", Text(text.KeyLocation));
        Assert.Equal("2:24", Text(Inside(text, "y")));
        Assert.Equal(SettingKind.None, root.Children[0].Children[2].Kind);
    }

    [Fact]
    public void Settings_become_the_JSON_that_they_were()
    {
        var configuration = ConfigurationText.Json("""{ "a": [ { "b": true, "c": "x", "d": [ "1" ] } ] }""");

        Assert.Equal(
            """[{"b":true,"c":"x","d":["1"]}]""",
            SettingNode.Of(configuration.GetSection("a")).ToJson().GetRawText()
        );
    }

    private static SettingNode Read(string toml)
    {
        var root = TomlTree.Read(new SourceFile("f.toml", toml), out var trouble);
        Assert.Null(trouble);
        return root!;
    }

    private static Location? Inside(SettingNode node, string part)
    {
        var before = node.Value![..node.Value!.IndexOf(part, StringComparison.Ordinal)];
        return node.LocateInside(before.Count(c => c == '\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    private static IEnumerable<SettingNode> All(SettingNode node) => [node, .. node.Children.SelectMany(All)];

    private static string Text(Location? location) =>
        string.Create(CultureInfo.InvariantCulture, $"{location!.Value.Line}:{location.Value.Column}");
}
