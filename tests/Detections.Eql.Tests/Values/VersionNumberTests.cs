using Detections.Eql.Values;

namespace Detections.Eql.Tests.Values;

public sealed class VersionNumberTests
{
    [Fact]
    public void Versions_are_in_the_order_of_their_parts_and_invalid_ones_come_last()
    {
        string[] ordered =
        [
            "0.9",
            "1",
            "1.0.0-1",
            "1.0.0-2",
            "1.0.0-11",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-alpha10",
            "1.0.0-alpha2",
            "1.0.0-beta",
            "1.0.0",
            "1.0.0+build",
            "1.0.0.1",
            "1.2.4-SNAPSHOT",
            "1.2.4",
            "1.5.0",
            "1.11.3",
            "2.0",
            "99999999999999999999.0",
            "",
            "01.2",
            "1..2",
            "1.0-",
            "bad",
            "v1.0",
        ];
        var versions = ordered.Select(text => new VersionNumber(text)).ToArray();

        for (var left = 0; left < versions.Length; left++)
        {
            for (var right = 0; right < versions.Length; right++)
            {
                Assert.Equal(left.CompareTo(right), Math.Sign(versions[left].CompareTo(versions[right])));
                Assert.Equal(left == right, versions[left].Equals(versions[right]));
            }
        }
    }

    [Fact]
    public void A_version_keeps_its_text() =>
        Assert.Equal("1.2.4-SNAPSHOT", new VersionNumber("1.2.4-SNAPSHOT").ToString());
}
