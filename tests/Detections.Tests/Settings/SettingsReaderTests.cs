using Detections.Settings;

namespace Detections.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Without_any_setting_the_defaults_stand()
    {
        var (settings, findings) = Read("{}");

        Assert.Empty(findings.Faults);
        Assert.Empty(settings.Elasticsearch.Urls);
        Assert.Null(settings.Elasticsearch.ApiKey);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Elasticsearch.RequestTimeout);
        Assert.Equal("default", settings.Alerts.Namespace);
        Assert.Equal("default", settings.Alerts.Space);
        Assert.Null(settings.Sweep.PageSize);
        Assert.Equal(TimeSpan.FromMinutes(2), settings.Sweep.KeepAlive);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Sweep.Margin);
        Assert.Equal(TimeSpan.FromHours(24), settings.Sweep.CatchUp);
        Assert.Equal(TimeSpan.FromMinutes(15), settings.Sweep.Slice);
        Assert.Equal(10_000, settings.Queue.Limit);
        Assert.Equal(TimeSpan.FromDays(30), settings.Runs.Retention);
        Assert.Equal(Environment.MachineName, settings.Runs.Instance);
        Assert.Equal(TimeSpan.FromDays(365), settings.Alerts.Retention);
        Assert.False(settings.Alerts.ExternalAlerts);
        Assert.Equal("http://127.0.0.1:9639/", settings.Http.Url.AbsoluteUri);
        Assert.Null(settings.Http.Token);
        Assert.Null(settings.Telemetry.OtlpEndpoint);
    }

    [Fact]
    public void Every_setting_can_be_set()
    {
        var fingerprint = string.Join(':', Enumerable.Repeat("aB", 32));
        var (settings, findings) = Read(
            $$"""
            {
              "Elasticsearch": { "Urls": ["https://a:9200/prefix", "http://b:9200"], "ApiKey": "aWQ6a2V5",
                                 "CaFingerprint": "{{fingerprint}}", "RequestTimeout": "10s", "Retries": 2, "RetryDelay": "2s",
                                 "Proxy": "http://proxy:3128" },
              "Alerts": { "Namespace": "prod", "Space": "soc", "Retention": "30d", "ExternalAlerts": true },
              "Http": { "Url": "http://0.0.0.0:80", "Token": "0123456789abcdef" },
              "Telemetry": { "OtlpEndpoint": "http://collector:4318", "OtlpProtocol": "http/protobuf", "OtlpHeaders": "key=value" },
              "Sweep": { "PageSize": 500, "KeepAlive": "1m", "Margin": "5s", "CatchUp": "7d", "Slice": "30m" },
              "Queue": { "Limit": 5 },
              "Runs": { "Retention": "7d", "Instance": "left" }
            }
            """
        );

        Assert.Empty(findings.Faults);
        Assert.Equal(
            ["https://a:9200/prefix", "http://b:9200/"],
            settings.Elasticsearch.Urls.Select(url => url.AbsoluteUri)
        );
        Assert.Equal("aWQ6a2V5", settings.Elasticsearch.ApiKey);
        Assert.Equal(string.Concat(Enumerable.Repeat("AB", 32)), settings.Elasticsearch.CaFingerprint);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Elasticsearch.RequestTimeout);
        Assert.Equal("prod", settings.Alerts.Namespace);
        Assert.Equal("soc", settings.Alerts.Space);
        Assert.Equal(500, settings.Sweep.PageSize);
        Assert.Equal(TimeSpan.FromMinutes(1), settings.Sweep.KeepAlive);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Sweep.Margin);
        Assert.Equal(TimeSpan.FromDays(7), settings.Sweep.CatchUp);
        Assert.Equal(TimeSpan.FromMinutes(30), settings.Sweep.Slice);
        Assert.Equal(5, settings.Queue.Limit);
        Assert.Equal(TimeSpan.FromDays(7), settings.Runs.Retention);
        Assert.Equal("left", settings.Runs.Instance);
        Assert.Equal((2, TimeSpan.FromSeconds(2)), (settings.Elasticsearch.Retries, settings.Elasticsearch.RetryDelay));
        Assert.Equal("http://proxy:3128/", settings.Elasticsearch.Proxy!.AbsoluteUri);
        Assert.Equal((TimeSpan.FromDays(30), true), (settings.Alerts.Retention, settings.Alerts.ExternalAlerts));
        Assert.Equal("http://0.0.0.0/", settings.Http.Url.AbsoluteUri);
        Assert.Equal("0123456789abcdef", settings.Http.Token);
        Assert.Equal("http://collector:4318/", settings.Telemetry.OtlpEndpoint!.AbsoluteUri);
        Assert.Equal(OtlpProtocol.HttpProtobuf, settings.Telemetry.OtlpProtocol);
        Assert.Equal("key=value", settings.Telemetry.OtlpHeaders);
    }

    [Fact]
    public void The_environment_lies_over_the_file()
    {
        var (settings, findings) = Read(
            """{ "Elasticsearch": { "Urls": [], "Username": "" }, "Sweep": { "PageSize": 500 } }""",
            ("Elasticsearch__Urls__0", "https://cluster:9200"),
            ("ELASTICSEARCH__USERNAME", "detections"),
            ("Elasticsearch__Password", "secret"),
            ("Sweep__PageSize", "200")
        );

        Assert.Empty(findings.Faults);
        Assert.Equal("https://cluster:9200/", Assert.Single(settings.Elasticsearch.Urls).AbsoluteUri);
        Assert.Equal("detections", settings.Elasticsearch.Username);
        Assert.Equal("secret", settings.Elasticsearch.Password);
        Assert.Equal(200, settings.Sweep.PageSize);
    }

    [Theory]
    [InlineData("""{"Sweep":{"PageSize":0}}""", "Sweep:PageSize is \"0\"; allowed is a whole number from 1 to 10000.")]
    [InlineData(
        """{"Sweep":{"PageSize":"many"}}""",
        "Sweep:PageSize is \"many\"; allowed is a whole number from 1 to 10000."
    )]
    [InlineData(
        """{"Sweep":{"PageSize":99999999999}}""",
        "Sweep:PageSize is \"99999999999\"; allowed is a whole number from 1 to 10000."
    )]
    [InlineData("""{"Sweep":{"PageSize":[1]}}""", "Sweep:PageSize has keys below it; allowed is one value.")]
    [InlineData(
        """{"Sweep":{"Margin":"30"}}""",
        "Sweep:Margin is \"30\"; allowed is a duration such as 30s, 5m, 24h or 30d, from 0s to 10m."
    )]
    [InlineData(
        """{"Sweep":{"Slice":"2d"}}""",
        "Sweep:Slice is \"2d\"; allowed is a duration such as 30s, 5m, 24h or 30d, from 1m to 1d."
    )]
    [InlineData("""{"Sweep":{"PageSise":5}}""", "Sweep:PageSise is not a setting. Did you mean PageSize?")]
    [InlineData("""{"Queue":{"Colour":5}}""", "Queue:Colour is not a setting. Known here are Limit.")]
    [InlineData("""{"Queue":5}""", "Queue is a single value; allowed is a section with the keys Limit.")]
    [InlineData("""{"Queue":{"Limit":-1}}""", "Queue:Limit is \"-1\"; allowed is a whole number from 0 to 1000000.")]
    [InlineData(
        """{"Alerts":{"Namespace":"Prod"}}""",
        "Alerts:Namespace is \"Prod\"; allowed is at most 100 of a-z, 0-9, _ and -."
    )]
    [InlineData(
        """{"Alerts":{"Space":"a b"}}""",
        "Alerts:Space is \"a b\"; allowed is at most 100 of a-z, 0-9, _ and -."
    )]
    [InlineData(
        """{"Runs":{"Retention":"30 days"}}""",
        "Runs:Retention is \"30 days\"; allowed is a duration such as 30s, 5m, 24h or 30d, from 1d to 3650d."
    )]
    [InlineData(
        """{"Elasticsearch":{"Urls":"https://a"}}""",
        "Elasticsearch:Urls is a single value; allowed is a list (in the environment Elasticsearch__Urls__0=…)."
    )]
    [InlineData(
        """{"Elasticsearch":{"Urls":["a:9200"]}}""",
        "Elasticsearch:Urls is \"a:9200\"; allowed is an http or https address such as https://localhost:9200, without a query."
    )]
    [InlineData(
        """{"Elasticsearch":{"Urls":["https://a?x=1"]}}""",
        "Elasticsearch:Urls is \"https://a?…\"; allowed is an http or https address such as https://localhost:9200, without a query."
    )]
    [InlineData(
        """{"Elasticsearch":{"Urls":[""]}}""",
        "Elasticsearch:Urls:0 is not an entry of a list; allowed are texts that are not empty."
    )]
    [InlineData(
        """{"Elasticsearch":{"CaFingerprint":"ab:cd"}}""",
        "Elasticsearch:CaFingerprint is \"ab:cd\"; allowed is a SHA-256 fingerprint of 64 hex digits, with or without colons."
    )]
    [InlineData(
        """{"Elasticsearch":{"CaFile":"/no/such/ca.pem"}}""",
        "Elasticsearch:CaFile is \"/no/such/ca.pem\"; allowed is the path of a file that can be read (Could not find a part of the path '/no/such/ca.pem'.)."
    )]
    [InlineData(
        """{"Elasticsearch":{"CaFile":"ca.pem"}}""",
        "Elasticsearch:CaFile does not name a file that can be read; allowed is its whole path. The value is not shown, because it may be what belongs into the file."
    )]
    [InlineData(
        """{"Elasticsearch":{"Proxy":"http://me@proxy:3128"}}""",
        "Elasticsearch:Proxy has an @, not shown because a password may stand before it; a proxy that asks for a password is not supported."
    )]
    [InlineData(
        """{"Elasticsearch":{"Username":"a"}}""",
        "Elasticsearch:Password is missing, while Elasticsearch:Username is set; allowed are both or none."
    )]
    [InlineData(
        """{"Elasticsearch":{"Password":"a"}}""",
        "Elasticsearch:Username is missing, while Elasticsearch:Password is set; allowed are both or none."
    )]
    [InlineData(
        """{"Elasticsearch":{"ApiKey":"aWQ6a2V5","Username":"a","Password":"b"}}""",
        "Elasticsearch:ApiKey is set beside Elasticsearch:Username; allowed is one of them."
    )]
    [InlineData(
        """{"Elasticsearch":{"Proxy":"proxy:3128"}}""",
        "Elasticsearch:Proxy is \"proxy:3128\"; allowed is an http address such as http://proxy.example.com:3128."
    )]
    [InlineData(
        """{"Elasticsearch":{"ClientKeyFile":"/no/such/key.pem"}}""",
        "Elasticsearch:ClientKeyFile is set without Elasticsearch:ClientCertificateFile; a key needs its certificate."
    )]
    [InlineData(
        """{"Http":{"Url":"http://0.0.0.0:9639"}}""",
        "Http:Url is http://0.0.0.0:9639/, which other machines can reach, and Http:Token is not set; set it or Http:TokenFile, or allow everybody with Http:AllowAnonymous=true."
    )]
    [InlineData(
        """{"Http":{"Url":"https://127.0.0.1:9639"}}""",
        "Http:Url is \"https://127.0.0.1:9639\"; allowed is an http address to listen on, such as http://127.0.0.1:9639 or http://0.0.0.0:9639."
    )]
    [InlineData(
        """{"Http":{"Token":"hunter2"}}""",
        "Http:Token is no token; allowed are at least 16 printable ASCII characters without spaces. The value is not shown."
    )]
    [InlineData(
        """{"Http":{"Token":"0123456789abcdef","TokenFile":"/no/such"}}""",
        "Http:Token is set beside Http:TokenFile; allowed is one of them."
    )]
    [InlineData(
        """{"Telemetry":{"OtlpEndpoint":"localhost:4317"}}""",
        "Telemetry:OtlpEndpoint is \"localhost:4317\"; allowed is an http or https address such as http://localhost:4317."
    )]
    [InlineData(
        """{"Telemetry":{"OtlpProtocol":"kafka"}}""",
        "Telemetry:OtlpProtocol is \"kafka\"; allowed is grpc, http/protobuf."
    )]
    [InlineData(
        """{"Telemetry":{"OtlpHeaders":"hunter2"}}""",
        "Telemetry:OtlpHeaders is not a list of headers; allowed is name=value, with a comma between two. The value is not shown."
    )]
    public void A_fault_names_the_key_the_value_and_what_is_allowed(string json, string sentence) =>
        Assert.Equal([sentence], Read(json).Findings.Faults);

    [Fact]
    public void All_faults_are_listed_together()
    {
        var (_, findings) = Read(
            """{ "Sweep": { "PageSize": 0, "Margin": "x" }, "Queue": { "Limits": 1 }, "Alerts": { "Namespace": "A" } }"""
        );

        Assert.Equal(4, findings.Faults.Count);
    }

    [Theory]
    [InlineData("""{"Elasticsearch":{"ApiKey":"hunter2-not-base64"}}""")]
    [InlineData("""{"Elasticsearch":{"ApiKey":"aHVudGVyMg=="}}""")]
    [InlineData("""{"Elasticsearch":{"ApiKey":["hunter2"]}}""")]
    [InlineData("""{"Elasticsearch":{"ApiKy":"hunter2"}}""")]
    [InlineData("""{"Elasticsearch":{"Password":"hunter2"}}""")]
    [InlineData("""{"Elasticsearch":{"Password":{"x":"hunter2"}}}""")]
    [InlineData("""{"Elasticsearch":{"Urls":["https://elastic:hunter2@cluster:9200"]}}""")]
    [InlineData("""{"Elasticsearch":{"Urls":["https//elastic:hunter2@cluster:9200"]}}""")]
    [InlineData("""{"Elasticsearch":{"Urls":"https://elastic:hunter2@cluster:9200"}}""")]
    [InlineData("""{"Elasticsearch":"hunter2"}""")]
    [InlineData("""{"Elasticsearch":{"Proxy":"http://me:hunter2@proxy:3128"}}""")]
    [InlineData("""{"Http":{"Token":"hunter2"}}""")]
    [InlineData("""{"Telemetry":{"OtlpEndpoint":"http://me:hunter2@collector"}}""")]
    [InlineData("""{"Telemetry":{"OtlpHeaders":"hunter2"}}""")]
    [InlineData("""{"Elasticsearch":{"ApiKeyFile":"aHVudGVyMg=="}}""")]
    [InlineData("""{"Elasticsearch":{"ApiKeyFile":"/aHVudGVyMg=="}}""")]
    [InlineData("""{"Elasticsearch":{"Username":"u","PasswordFile":"hunter2"}}""")]
    [InlineData("""{"Elasticsearch":{"CaFile":"-----BEGIN CERTIFICATE-----\nhunter2\n-----END CERTIFICATE-----"}}""")]
    [InlineData("""{"Elasticsearch":{"ClientCertificateFile":"hunter2"}}""")]
    [InlineData(
        """{"Elasticsearch":{"ClientCertificateFile":"/no/such","ClientKeyFile":"-----BEGIN PRIVATE KEY-----\nhunter2\n"}}"""
    )]
    [InlineData("""{"Http":{"TokenFile":"hunter2-hunter2-hunter2\u0000"}}""")]
    [InlineData("""{"Telemetry":{"OtlpHeadersFile":"x-key=hunter2"}}""")]
    [InlineData("""{"Elasticsearch":{"Urls":["https://cluster:9200?apikey=hunter2"]}}""")]
    [InlineData("""{"Elasticsearch":{"Urls":["https://cluster:9200#hunter2"]}}""")]
    [InlineData("""{"Elasticsearch":{"Proxy":"http://proxy:3128?key=hunter2"}}""")]
    [InlineData("""{"Http":{"Url":"http://me:hunter2@127.0.0.1:9639"}}""")]
    [InlineData("""{"Http":{"Url":"http://127.0.0.1:9639?token=hunter2"}}""")]
    [InlineData("""{"Telemetry":{"OtlpEndpoint":"http://collector?apikey=hunter2"}}""")]
    public void A_fault_never_shows_a_secret(string json)
    {
        var faults = Read(json).Findings.Faults;

        Assert.NotEmpty(faults);
        Assert.DoesNotContain(faults, fault => fault.Contains("hunter2", StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Contains("aHVudGVyMg", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_do_not_print_their_secrets()
    {
        var (settings, _) = Read("""{ "Elasticsearch": { "Username": "a", "Password": "hunter2" } }""");

        Assert.DoesNotContain("hunter2", string.Concat([settings.Elasticsearch]), StringComparison.Ordinal);
    }

    [Fact]
    public void Foreign_sections_are_left_alone_and_near_misses_are_warned_about()
    {
        var (_, findings) = Read(
            """{ "Logging": { "LogLevel": { "Default": "Warning" } }, "Elastisearch": { "Urls": [] , "A": 1 } }""",
            ("PATH", "/bin")
        );

        Assert.Empty(findings.Faults);
        Assert.Equal(
            ["Elastisearch is not a section and has no effect. Did you mean Elasticsearch?"],
            findings.Warnings
        );
    }

    private static (AppSettings Settings, Findings Findings) Read(string json, params (string, string)[] environment)
    {
        var findings = new Findings();
        return (new SettingsReader(ConfigurationText.Json(json, environment), findings).Read(), findings);
    }
}
