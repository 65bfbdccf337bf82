using Detections.Installation;
using Detections.Rules;
using Detections.Tests.Elasticsearch;

namespace Detections.Tests.Installation;

public sealed class KibanaStepTests
{
    private const string Basic = "Basic ZWxhc3RpYzpzZWNyZXQtcGFzc3dvcmQ=";

    private static readonly (string, string)[] User =
    [
        ("Elasticsearch:Username", "elastic"),
        ("Elasticsearch:Password", "secret-password"),
    ];

    [Fact]
    public async Task The_data_view_and_the_search_are_imported_once()
    {
        await using var kibana = await KibanaServer.StartAsync(Basic);
        var configuration = ShippedConfiguration.Read(User);

        var first = await RunAsync(kibana, configuration);
        var second = await RunAsync(kibana, configuration);

        Assert.Equal(StepOutcome.Created, first.Outcome);
        Assert.Equal($"open {kibana.Url}app/discover#/view/detections-alerts-default", first.Detail);
        Assert.Equal(StepOutcome.Unchanged, second.Outcome);
        Assert.Equal(
            [
                "POST /api/saved_objects/_export",
                "POST /api/saved_objects/_import?overwrite=true",
                "POST /api/saved_objects/_export",
            ],
            kibana.Requests
        );
        var view = kibana.Objects["default/index-pattern/detections-alerts-default"];
        Assert.Equal("detections-alerts-default", (string?)view["attributes"]!["title"]);
        var search = kibana.Objects["default/search/detections-alerts-default"];
        Assert.Equal("detections-alerts-default", (string?)search["references"]![0]!["id"]);
    }

    [Fact]
    public async Task An_older_form_is_replaced()
    {
        await using var kibana = await KibanaServer.StartAsync();
        var configuration = ShippedConfiguration.Read();
        await RunAsync(kibana, configuration);
        kibana.Objects["default/search/detections-alerts-default"]["attributes"]!["description"] = "(form 0)";

        Assert.Equal(StepOutcome.Upgraded, (await RunAsync(kibana, configuration)).Outcome);
        Assert.Equal(StepOutcome.Unchanged, (await RunAsync(kibana, configuration)).Outcome);
    }

    [Fact]
    public async Task Another_space_gets_objects_of_its_own()
    {
        await using var kibana = await KibanaServer.StartAsync();

        await RunAsync(kibana, ShippedConfiguration.Read());
        await RunAsync(kibana, ShippedConfiguration.Read(("Alerts:Space", "soc")));

        Assert.Contains("soc/index-pattern/detections-alerts-default-soc", kibana.Objects.Keys);
        Assert.Equal(4, kibana.Objects.Count);
    }

    [Theory]
    [InlineData(401, "{}", "does not accept the credentials of Elasticsearch:ApiKey or Elasticsearch:Username")]
    [InlineData(403, "{}", "these credentials may not import saved objects into the space default")]
    [InlineData(404, "{}", "has no such space (default), or is not Kibana")]
    [InlineData(200, "<html>Sign in</html>", "answered 200: <html>Sign in</html>")]
    [InlineData(200, "{\"success\":false,\"errors\":[]}", "answered 200: {\"success\":false,\"errors\":[]}")]
    [InlineData(503, "Kibana server is not ready yet", "answered 503: Kibana server is not ready yet")]
    public async Task What_Kibana_refuses_is_one_sentence(int status, string body, string sentence)
    {
        await using var kibana = await KibanaServer.StartAsync();
        kibana.Answer = (status, body);

        var result = await RunAsync(kibana, ShippedConfiguration.Read(User));

        Assert.Equal(StepOutcome.Refused, result.Outcome);
        Assert.Contains(sentence, result.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kibana_is_trusted_by_the_authority_that_Elasticsearch_is_trusted_by()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "localhost");
        await using var kibana = await KibanaServer.StartAsync(certificate: certificate);
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "ca.pem");
        await File.WriteAllTextAsync(file, authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        var url = new UriBuilder(kibana.Url) { Host = "localhost" }.Uri;

        var trusted = await RunAsync(url, ShippedConfiguration.Read(("Elasticsearch:CaFile", file)));
        var unknown = await RunAsync(url, ShippedConfiguration.Read());

        Assert.Equal(StepOutcome.Created, trusted.Outcome);
        Assert.Equal(StepOutcome.Refused, unknown.Outcome);
        Assert.StartsWith($"{url} gives no answer: the certificate of localhost is not trusted", unknown.Detail);
    }

    [Fact]
    public async Task A_Kibana_that_is_not_there_is_said()
    {
        var configuration = ShippedConfiguration.Read();
        var result = await RunAsync(new Uri("http://127.0.0.1:1"), configuration);

        Assert.Equal(StepOutcome.Refused, result.Outcome);
        Assert.StartsWith("http://127.0.0.1:1/ gives no answer: ", result.Detail, StringComparison.Ordinal);
    }

    private static Task<StepResult> RunAsync(KibanaServer kibana, Configuration configuration) =>
        RunAsync(kibana.Url, configuration);

    private static async Task<StepResult> RunAsync(Uri kibana, Configuration configuration)
    {
        var step = Assert.Single(SetupRun.Plan(configuration, new(kibana)), s => s is KibanaStep);
        return Assert.Single(await SetupRun.RunAsync(configuration, [step]));
    }
}
