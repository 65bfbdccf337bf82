using Detections.Settings;

namespace Detections.Tests.Deploy;

public sealed class ComposeTests
{
    public static TheoryData<string> Files => [DeployFiles.TrialCompose, DeployFiles.Compose];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task It_is_valid_by_the_published_schema(string file) =>
        Assert.Empty(await DeployLint.RunAsync("compose", file));

    [Fact]
    public async Task A_wrong_compose_file_is_found()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            "services: { a: { image: b, prots: [] } }",
            TestContext.Current.CancellationToken
        );
        var found = await DeployLint.RunAsync("compose", file);
        File.Delete(file);

        Assert.Contains("prots", found);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Whatever_runs_the_product_has_no_rights_and_writes_nowhere(string file)
    {
        var ours = new ComposeFile(file).Ours.ToList();

        Assert.Equal(["detections", "setup"], ours.Select(s => s.Key).Order(StringComparer.Ordinal));
        foreach (var (_, service) in ours)
        {
            Assert.Equal("10001:10001", ComposeFile.Text(service, "user"));
            Assert.Equal("true", ComposeFile.Text(service, "read_only"));
            Assert.Equal(["ALL"], ComposeFile.List(service, "cap_drop"));
            Assert.Equal(["no-new-privileges:true"], ComposeFile.List(service, "security_opt"));
            Assert.NotEmpty(ComposeFile.Text(service, "mem_limit"));
        }
    }

    /// <summary>Compose builds services at the same time, and the second build of a tag fails because the image exists.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Every_image_is_built_once_and_never_looked_for_elsewhere(string file)
    {
        var services = new ComposeFile(file).Ours.ToLookup(s => s.Value.Children.ContainsKey("build"), s => s.Value);

        Assert.Single(services[true]);
        Assert.All(services[false], service => Assert.Equal("never", ComposeFile.Text(service, "pull_policy")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_port_is_open_to_other_machines(string file) =>
        Assert.All(
            new ComposeFile(file).Services.Values.SelectMany(s => ComposeFile.List(s, "ports")),
            port => Assert.StartsWith("127.0.0.1:", port)
        );

    [Fact]
    public void Health_and_metrics_are_published_where_they_are_served()
    {
        var service = new ComposeFile(DeployFiles.TrialCompose).Services["detections"];
        var port = new Uri(ComposeFile.Environment(service)["Http__Url"]).Port;

        Assert.Equal(HttpSettings.DefaultUrl.Port, port);
        Assert.Equal([$"127.0.0.1:{port}:{port}"], ComposeFile.List(service, "ports"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_key_that_the_set_up_writes_is_the_one_that_is_read(string file)
    {
        var services = new ComposeFile(file).Services;
        var command = ComposeFile.List(services["setup"], "command").ToList();
        var key = command[command.IndexOf("--api-key-file") + 1];

        Assert.Equal(key, ComposeFile.Environment(services["detections"])["Elasticsearch__ApiKeyFile"]);
        Assert.Contains("api-key:/run/detections", ComposeFile.List(services["setup"], "volumes"));
        Assert.Contains("api-key:/run/detections:ro", ComposeFile.List(services["detections"], "volumes"));
        Assert.StartsWith("/run/detections/", key);
    }

    [Fact]
    public void Every_variable_of_the_trial_is_explained_in_its_example()
    {
        var example = DeployFiles
            .Read(".env.example")
            .Split('\n')
            .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
            .Select(line => line.Split('=')[0]);
        var used = DeployFiles
            .Read(DeployFiles.TrialCompose)
            .Split("${")
            .Skip(1)
            .Select(text => new string([.. text.TakeWhile(c => char.IsAsciiLetterUpper(c) || c == '_')]))
            .Distinct();

        Assert.Equal(example.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }
}
