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
            """[{"names":["logs-*","winlogbeat-*"],"privileges":["read","read_cross_cluster","view_index_metadata"],"clusters":["eu"]}]""",
            role["remote_indices"]!.ToJsonString()
        );
        Assert.DoesNotContain(
            role["indices"]!.AsArray().SelectMany(i => i!["names"]!.AsArray()),
            n => n!.GetValue<string>().Contains(':', StringComparison.Ordinal)
        );
    }

    /// <summary>Where clusters trust each other by certificates, the remote one goes by what the key may do with plain names.</summary>
    [Fact]
    public void A_key_grants_the_indices_of_remote_clusters_by_their_plain_names_too()
    {
        var (settings, rules) = ShippedConfiguration.Read([
            .. TestCluster.Rule("remote", "any where true", "eu:auditbeat-*"),
        ]);
        const string Grant =
            """{"names":["auditbeat-*"],"privileges":["read","read_cross_cluster","view_index_metadata"]}""";

        Assert.Contains(Grant, RuntimeRole.ApiKey(settings, rules).ToJsonString());
        // Nobody can make a key that may do more than its maker.
        Assert.Contains(Grant, RuntimeRole.SetupRole(settings, rules).ToJsonString());
        Assert.DoesNotContain(Grant, RuntimeRole.Role(settings, rules).ToJsonString());
    }

    [Theory]
    [InlineData("7.17.28", false)]
    [InlineData("8.9.2", false)]
    [InlineData("8.10.0", true)]
    [InlineData("9.1.0", true)]
    public void Remote_indices_are_named_where_the_version_knows_them(string version, bool isNamed)
    {
        var configuration = ShippedConfiguration.Read([
            .. TestCluster.Rule("remote", "any where true", "eu:auditbeat-*"),
        ]);

        var steps = SetupRun.Plan(
            configuration,
            new(ApiKeyFile: "key"),
            new("c", "u", Version.Parse(version), IsServerless: false)
        );

        var bodies = steps
            .SelectMany(s => s.Requests)
            .Where(r => r.Path.StartsWith("_security", StringComparison.Ordinal) && r.Body is not null)
            .ToList();
        Assert.Equal(2, bodies.Count);
        Assert.All(
            bodies,
            b => Assert.Equal(isNamed, b.Body!.ToJsonString().Contains("remote_indices", StringComparison.Ordinal))
        );
    }
}
