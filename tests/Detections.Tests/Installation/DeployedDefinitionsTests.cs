using Detections.Installation;
using Detections.Tests.Cluster;

namespace Detections.Tests.Installation;

/// <summary>The files below `deploy/` are what the code asks for, so that nobody has to run it to grant it.</summary>
public sealed class DeployedDefinitionsTests
{
    [Theory]
    [InlineData("elasticsearch/role-runtime.json")]
    [InlineData("elasticsearch/role-setup.json")]
    [InlineData("elasticsearch/api-key.json")]
    [InlineData("kibana/detections.ndjson")]
    public void The_file_says_what_the_code_says(string name)
    {
        var file = Path.Combine(RepositoryRoot.Path, "deploy", name);
        var (settings, rules) = ShippedConfiguration.Read();
        var expected = name switch
        {
            "elasticsearch/role-runtime.json" => SetupText.Text(RuntimeRole.Role(settings, rules)),
            "elasticsearch/role-setup.json" => SetupText.Text(RuntimeRole.SetupRole(settings, rules)),
            "elasticsearch/api-key.json" => SetupText.Text(RuntimeRole.ApiKey(settings, rules)),
            _ => new KibanaObjects(settings.Alerts).Lines,
        };

        Assert.True(
            File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n").TrimEnd() == expected.TrimEnd(),
            $"{file} has to be:\n{expected}"
        );
    }

    [Fact]
    public void Remote_clusters_are_granted_where_rules_read_them()
    {
        var (settings, rules) = ShippedConfiguration.Read([
            .. TestCluster.Rule("remote", "any where true", "eu:logs-*", "eu:winlogbeat-*", "logs-*"),
        ]);

        var role = RuntimeRole.Role(settings, rules);

        Assert.Equal(
            """[{"names":["logs-*","winlogbeat-*"],"privileges":["read","view_index_metadata"],"clusters":["eu"]}]""",
            role["remote_indices"]!.ToJsonString()
        );
        Assert.DoesNotContain(
            role["indices"]!.AsArray().SelectMany(i => i!["names"]!.AsArray()),
            n => n!.GetValue<string>().Contains(':', StringComparison.Ordinal)
        );
    }
}
