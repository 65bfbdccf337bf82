using System.Text;
using Detections.Alerts;
using Detections.Rules;
using Detections.Tests.Rules;

namespace Detections.Tests.Alerts;

public sealed class AlertReasonTests
{
    private const string End = "created medium alert R.";

    [Theory]
    [InlineData("""{}""", "event " + End)]
    [InlineData("""{"event":{"category":"process"}}""", "process event " + End)]
    [InlineData("""{"event":{"category":["process","network"]}}""", "process, network event " + End)]
    [InlineData(
        """{"event.category":"process","process.name":"cmd.exe"}""",
        "process event with process cmd.exe, " + End
    )]
    [InlineData(
        """{"process":{"parent":{"name":"UMWorkerProcess.exe"}}}""",
        "event with parent process UMWorkerProcess.exe, " + End
    )]
    [InlineData("""{"process.parent":{"name":"p"}}""", "event with parent process p, " + End)]
    [InlineData("""{"file":{"name":"x.aspx"}}""", "event with file x.aspx, " + End)]
    [InlineData("""{"source":{"ip":"10.0.0.1","port":4444}}""", "event with source 10.0.0.1:4444, " + End)]
    [InlineData("""{"source":{"ip":"10.0.0.1"}}""", "event with source 10.0.0.1 " + End)]
    [InlineData("""{"source":{"port":4444}}""", "event " + End)]
    [InlineData("""{"destination":{"ip":["::1","::2"],"port":"53"}}""", "event with destination ::1, ::2:53, " + End)]
    [InlineData("""{"user":{"name":"SYSTEM"}}""", "event by SYSTEM " + End)]
    [InlineData("""{"host":{"name":"EXCH01"}}""", "event on EXCH01 " + End)]
    [InlineData("""{"user":{"name":"-"},"host":{"name":"EXCH01"}}""", "event on EXCH01 " + End)]
    [InlineData("""{"user":{"name":""},"host":{"name":null}}""", "event " + End)]
    [InlineData("""{"host":"EXCH01","user":{"name":{"first":"x"}}}""", "event " + End)]
    [InlineData("""{"user":{"name":[["a"],{"b":1},true]}}""", "event by a, true " + End)]
    [InlineData("not json", "event " + End)]
    public void It_tells_what_the_event_holds(string source, string reason) => Assert.Equal(reason, Reason(source));

    [Fact]
    public void All_parts_stand_in_the_order_Kibana_has_them() =>
        Assert.Equal(
            "process event with process cmd.exe, parent process UMWorkerProcess.exe, file a.txt, source 10.0.0.1:1, destination 10.0.0.2:2, by SYSTEM on EXCH01 "
                + End,
            Reason(
                """
                {
                  "host": { "name": "EXCH01" }, "user": { "name": "SYSTEM" }, "event": { "category": ["process"] },
                  "destination": { "ip": "10.0.0.2", "port": 2 }, "source": { "ip": "10.0.0.1", "port": 1 },
                  "file": { "name": "a.txt" }, "process": { "name": "cmd.exe", "parent": { "name": "UMWorkerProcess.exe" } }
                }
                """
            )
        );

    [Fact]
    public void A_value_without_end_does_not_hide_the_rest()
    {
        var reason = Reason($$$"""{"process":{"name":"{{{new string('a', 100_000)}}}"},"host":{"name":"EXCH01"}}""");

        Assert.Equal($"event with process {new string('a', 256)}…, on EXCH01 {End}", reason);
    }

    [Fact]
    public void Neither_does_a_list_without_end()
    {
        var names = string.Join(',', Enumerable.Repeat("\"ab\"", 100_000));

        Assert.InRange(Reason($$$"""{"process":{"name":[{{{names}}}]}}""").Length, 1, 400);
    }

    [Fact]
    public void A_character_is_never_cut_in_two()
    {
        var reason = Reason($$$"""{"host":{"name":"{{{new string('a', 255)}}}😀{{{new string('b', 9)}}}"}}""");

        Assert.Equal($"event on {new string('a', 255)}… {End}", reason);
    }

    private static string Reason(string source) =>
        AlertReason.Text(
            SourceDocument.Read(Encoding.UTF8.GetBytes(source)),
            AlertAttributes.Of(TestRules.Simple("R") with { Severity = Severity.Medium })
        );
}
