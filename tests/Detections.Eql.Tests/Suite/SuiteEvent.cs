namespace Detections.Eql.Tests.Suite;

internal sealed record SuiteEvent(string Index, string Id, long Arrival, byte[] Json);
