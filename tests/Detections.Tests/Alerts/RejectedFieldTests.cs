using Detections.Alerts;

namespace Detections.Tests.Alerts;

public sealed class RejectedFieldTests
{
    [Theory]
    [InlineData(
        "[1:2345] failed to parse field [process.pid] of type [long] in document with id 'abc'. Preview of field's value: 'x'",
        "process.pid"
    )]
    [InlineData(
        "failed to parse field [event.action] of type [keyword] in document with id 'abc'. Preview of field's value: '{x=1}'",
        "event.action"
    )]
    [InlineData(
        "failed to parse field [a.b] of type [long] in document with id 'c'. Preview of field's value: 'failed to parse field [kibana.alert.uuid] of type [x]'",
        "a.b"
    )]
    [InlineData("failed to parse field [odd[0].name] of type [ip] in document with id 'abc'", "odd[0].name")]
    [InlineData(
        "[1:77] object mapping for [host] tried to parse field [host] as object, but found a concrete value",
        "host"
    )]
    [InlineData(
        "object mapping for [process.parent] tried to parse field [parent] as object, but found a concrete value",
        "process.parent"
    )]
    [InlineData(
        "Could not dynamically add mapping for field [action.x]. Existing mapping for [event.action] must be of type object but found [keyword].",
        "event.action"
    )]
    [InlineData("can't merge a non object mapping [user] with an object mapping", "user")]
    [InlineData("can't merge a non-object mapping [user] with an object mapping", "user")]
    [InlineData("mapper [process.pid] cannot be changed from type [long] to [keyword]", "process.pid")]
    [InlineData("mapper [process.pid] of different type, current_type [long], merged_type [keyword]", "process.pid")]
    [InlineData("object field starting or ending with a [.] makes object resolution ambiguous: [event.]", "event.")]
    [InlineData(
        "Document contains at least one immense term in field=\"process.args\" (whose UTF8 encoding is longer than the max length 32766)",
        "process.args"
    )]
    [InlineData("Limit of total fields [2500] has been exceeded while adding new fields [1]", null)]
    [InlineData("failed to parse", null)]
    [InlineData("blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];", null)]
    [InlineData("", null)]
    public void The_field_the_cluster_means_is_found(string reason, string? field) =>
        Assert.Equal(field, RejectedField.In(reason));
}
