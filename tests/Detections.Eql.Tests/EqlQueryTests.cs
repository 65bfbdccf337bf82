namespace Detections.Eql.Tests;

public sealed class EqlQueryTests
{
    [Fact]
    public void A_query_keeps_its_text() => Assert.Equal("any where true", EqlQuery.Parse("any where true").Text);

    [Fact]
    public void The_category_field_is_a_field_of_the_query() =>
        Assert.Equal(
            ["event.category", "process.name", "a.b"],
            EqlQuery.Parse("process where process.name == \"x\" and (?a.`b` or not process.name : \"y*\")").Fields
        );
}
