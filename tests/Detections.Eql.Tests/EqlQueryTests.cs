using Detections.Eql;

namespace Detections.Eql.Tests;

public sealed class EqlQueryTests
{
    [Fact]
    public void A_query_keeps_its_text() => Assert.Equal("any where true", new EqlQuery("any where true").Text);
}
