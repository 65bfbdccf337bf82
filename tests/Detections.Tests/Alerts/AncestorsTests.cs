using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Settings;

namespace Detections.Tests.Alerts;

public sealed class AncestorsTests
{
    [Theory]
    [InlineData("""{}""", """[{"id":"E1","type":"event","index":"logs-x","depth":0}]""", 1)]
    [InlineData(
        """{"kibana.alert.uuid":"p","kibana.alert.depth":1,"kibana.alert.rule.uuid":"r","kibana.alert.ancestors":[{"id":"e","type":"event","index":"i","depth":0}]}""",
        """[{"id":"e","type":"event","index":"i","depth":0},{"id":"E1","type":"signal","index":"logs-x","depth":1,"rule":"r"}]""",
        2
    )]
    [InlineData(
        """{"kibana":{"alert":{"uuid":"p","depth":"3","rule":{"uuid":"r"}}}}""",
        """[{"id":"E1","type":"signal","index":"logs-x","depth":3,"rule":"r"}]""",
        4
    )]
    [InlineData(
        """{"kibana.alert.uuid":"p","kibana.alert.depth":2147483647,"kibana.alert.rule.uuid":5,"kibana.alert.ancestors":[{"id":{},"depth":-1},7]}""",
        """[{},{"id":"E1","type":"signal","index":"logs-x","depth":1}]""",
        2
    )]
    [InlineData("""{"kibana.alert.uuid":{"a":1}}""", """[{"id":"E1","type":"event","index":"logs-x","depth":0}]""", 1)]
    public void An_alert_is_one_deeper_than_what_it_was_made_of(string source, string ancestors, int depth)
    {
        var alert = JsonNode.Parse(new AlertBuilder(new AlertSettings()).Build(TestDrafts.Of(source)))!;

        Assert.Equal(ancestors, alert["kibana.alert.ancestors"]?.ToJsonString());
        Assert.Equal(depth, (int?)alert["kibana.alert.depth"]);
    }
}
