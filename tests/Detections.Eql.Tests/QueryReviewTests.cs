using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests;

public sealed class QueryReviewTests
{
    [Theory]
    [InlineData(
        "process where process.nmae == \"x\"",
        "UnknownField 1:15: The field [process.nmae] is not known; did you mean [process.name]?"
    )]
    [InlineData(
        "sequence by host.idd [any where true] [any where true]",
        "UnknownField 1:13: The field [host.idd] is not known; did you mean [host.id]?"
    )]
    [InlineData("process where winlog.event_data.TargetName == \"x\"")]
    [InlineData("proces where true", "Category 1:1: [proces] is not an event category of ECS; did you mean [process]?")]
    [InlineData(
        "process where event.category == \"file\"",
        "Category 1:15: [event.category == \"file\"] asks for another category than [process where]; the event would have to have both"
    )]
    [InlineData(
        "any where 1 > 2 or process.name == \"x\"",
        "Constant 1:11: [1 > 2] is always false, whatever the event"
    )]
    [InlineData("any where null == 1 or true", "Constant 1:11: [null == 1] is never true, whatever the event")]
    [InlineData("any where false", "Constant 1:11: [false] is always false, whatever the event")]
    [InlineData("any where true")]
    [InlineData(
        "any where process.name == \"a\" and process.name == \"b\"",
        "Contradiction 1:35: [process.name == \"b\"] excludes [process.name == \"a\"], and both have to hold: nothing matches"
    )]
    [InlineData(
        "any where process.name == \"a\" and (user.id == \"0\" and process.name in (\"b\", \"c\"))",
        "Contradiction 1:55: [process.name in (\"b\", \"c\")] excludes [process.name == \"a\"], and both have to hold: nothing matches"
    )]
    [InlineData("any where process.name == \"a.exe\" and process.name : \"*.exe\"")]
    [InlineData(
        "any where process.name == \"a.exe\" and process.name : \"*.dll\"",
        "Contradiction 1:39: [process.name : \"*.dll\"] excludes [process.name == \"a.exe\"], and both have to hold: nothing matches"
    )]
    [InlineData("any where process.name : \"A.exe\" and process.name in (\"a.exe\", \"b.exe\")")]
    [InlineData(
        "any where process.name == \"a.exe\" and not process.name : (\"A.exe\", \"b*\")",
        "Contradiction 1:39: [not process.name : (\"A.exe\", \"b*\")] excludes [process.name == \"a.exe\"], and both have to hold: nothing matches"
    )]
    [InlineData("any where process.name : \"a.exe\" and process.name != \"a.exe\"")]
    [InlineData("any where process.args == \"a\" and process.args == \"b\"")]
    [InlineData(
        "any where process.args == \"a\" and process.args != \"a\"",
        "Contradiction 1:35: [process.args != \"a\"] excludes [process.args == \"a\"], and both have to hold: nothing matches"
    )]
    [InlineData(
        "any where length(process.name) > 3 and not length(process.name) > 3",
        "Contradiction 1:40: [not length(process.name) > 3] excludes [length(process.name) > 3], and both have to hold: nothing matches"
    )]
    [InlineData(
        "any where process.pid > 5 and process.pid <= 5",
        "Contradiction 1:31: [process.pid <= 5] excludes [process.pid > 5], and both have to hold: nothing matches"
    )]
    [InlineData("any where process.pid >= 5 and process.pid <= 5 and 7 > process.pid")]
    [InlineData(
        "any where process.pid == 5 and 3 >= process.pid",
        "Contradiction 1:32: [3 >= process.pid] excludes [process.pid == 5], and both have to hold: nothing matches"
    )]
    [InlineData(
        "any where user.id == null and user.id : \"S-1-5-18\"",
        "Contradiction 1:31: [user.id : \"S-1-5-18\"] excludes [user.id == null], and both have to hold: nothing matches"
    )]
    [InlineData("any where user.id == null and user.id != \"S-1-5-18\"")]
    [InlineData("any where source.ip == \"10.0.0.0/8\" and source.ip == \"10.1.0.0/16\"")]
    [InlineData(
        "any where source.ip : \"10.*\"",
        "Type 1:11: [:] needs a string on its left, found the field [source.ip] of type [ip]"
    )]
    [InlineData(
        "any where process.command_line : \"*a*b*c*d*e*f*\"",
        "Expensive 1:34: The pattern has 7 stars, and each is tried at every place of a value; leave out those that select nothing"
    )]
    [InlineData(
        "any where process.command_line regex \".*whoami.*\"",
        "Expensive 1:38: The regular expression only looks for a text, which a wildcard does at less cost: [like \"*whoami*\"]"
    )]
    [InlineData("any where process.command_line regex~ \".*[0-9]{4}.*\"")]
    public void A_review_says_what_was_hardly_meant(string query, params string[] remarks) =>
        Assert.Equal(
            remarks,
            EqlQuery
                .Parse(query)
                .Review()
                .Select(remark => $"{remark.Kind} {remark.Line}:{remark.Column}: {remark.Message}")
        );

    /// <summary>People looked at these queries: what is said of them is nearly always wrong.</summary>
    [Fact]
    public void Of_the_rule_catalogue_there_is_little_to_say()
    {
        var queries = RuleCatalogue.Read(OutsideData.FolderOrSkip(RuleCatalogue.Variable, RuleCatalogue.Name)).ToList();
        var remarks = queries
            .SelectMany(rule =>
                EqlQuery
                    .Parse(rule.Query, rule.Options)
                    .Review()
                    .Select(remark => $"{rule.Rule}: {remark.Kind} {remark.Line}:{remark.Column}: {remark.Message}")
            )
            .ToList();
        foreach (var remark in remarks)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(remark);
        }

        Assert.True(remarks.Count < queries.Count / 20, string.Join('\n', remarks));
    }
}
