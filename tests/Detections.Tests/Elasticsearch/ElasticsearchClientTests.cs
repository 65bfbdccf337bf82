using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Detections.Elasticsearch;
using Detections.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Detections.Tests.Elasticsearch;

/// <summary>What the client does on the wire, against servers that only answer.</summary>
public sealed class ElasticsearchClientTests
{
    [Fact]
    public async Task It_presents_the_API_key() =>
        Assert.Equal("ApiKey a2V5", await AuthorizationAsync(new() { ApiKey = "a2V5" }));

    [Fact]
    public async Task It_presents_user_and_password() =>
        Assert.Equal(
            $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("soc:pä:ss"))}",
            await AuthorizationAsync(new() { Username = "soc", Password = "pä:ss" })
        );

    [Fact]
    public async Task It_presents_nothing_where_nothing_is_set() => Assert.Equal("", await AuthorizationAsync(new()));

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_busy_cluster_is_asked_again(int status)
    {
        var asked = 0;
        await using var server = await StartAsync(c => Refuse(c, Interlocked.Increment(ref asked) < 3 ? status : 200));

        using var response = await GetAsync(
            new()
            {
                Urls = [Url(server)],
                Retries = 3,
                RetryDelay = TimeSpan.Zero,
            }
        );

        Assert.Equal((HttpStatusCode.OK, 3), (response.Status, asked));
    }

    [Fact]
    public async Task A_server_cannot_put_off_a_request_for_as_long_as_it_likes()
    {
        var asked = 0;
        await using var server = await StartAsync(c =>
        {
            c.Response.Headers.RetryAfter = "3600";
            return Refuse(c, Interlocked.Increment(ref asked) < 2 ? 503 : 200);
        });

        using var response = await GetAsync(new() { Urls = [Url(server)], Retries = 1 });

        Assert.Equal(HttpStatusCode.OK, response.Status);
    }

    [Fact]
    public async Task A_refusal_is_not_asked_again()
    {
        var asked = 0;
        await using var server = await StartAsync(c =>
        {
            asked++;
            return Refuse(c, 403);
        });

        using var response = await GetAsync(new() { Urls = [Url(server)] });

        Assert.Equal((HttpStatusCode.Forbidden, 1), (response.Status, asked));
    }

    [Fact]
    public async Task The_next_node_is_tried_when_one_does_not_answer()
    {
        await using var server = await StartAsync(c => Refuse(c, 200));

        using var response = await GetAsync(
            new()
            {
                Urls = [new("http://127.0.0.1:1"), Url(server)],
                Retries = 1,
                RetryDelay = TimeSpan.Zero,
            }
        );

        Assert.Equal(HttpStatusCode.OK, response.Status);
    }

    [Fact]
    public async Task A_path_before_the_API_is_kept()
    {
        var path = "";
        await using var server = await StartAsync(c =>
        {
            path = c.Request.Path.Value!;
            return Refuse(c, 200);
        });

        using var response = await GetAsync(new() { Urls = [new(Url(server), "behind/a-proxy")] });

        Assert.Equal("/behind/a-proxy/_search", path);
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_told_in_a_sentence()
    {
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() =>
            GetAsync(
                new()
                {
                    Urls = [new("http://127.0.0.1:1")],
                    Retries = 1,
                    RetryDelay = TimeSpan.Zero,
                }
            )
        );

        Assert.True(e.Unreachable);
        Assert.StartsWith(
            "GET /_search got no answer from http://127.0.0.1:1/: nothing listens at 127.0.0.1:1 (connection refused)",
            e.Message
        );
    }

    [Theory]
    [InlineData(
        404,
        """{"error":{"root_cause":[],"type":"index_not_found_exception","reason":"no such index [x]"},"status":404}""",
        "GET /_search answered 404 index_not_found_exception: no such index [x]",
        false
    )]
    [InlineData(
        400,
        """{"error":{"type":"a","reason":"outer","caused_by":{"type":"b","reason":"inner"}},"status":400}""",
        "GET /_search answered 400 a: outer (inner)",
        false
    )]
    [InlineData(500, "upstream", "GET /_search answered 500: upstream", true)]
    public async Task What_is_wrong_is_told_in_the_words_of_the_cluster(
        int status,
        string body,
        string message,
        bool unreachable
    )
    {
        await using var server = await StartAsync(c => Refuse(c, status, body));
        using var response = await GetAsync(new() { Urls = [Url(server)] });

        var e = Assert.Throws<ElasticsearchException>(() => response.Expect());
        Assert.Equal((message, unreachable), (e.Message, e.Unreachable));
    }

    [Fact]
    public async Task A_certificate_is_trusted_by_its_fingerprint()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "localhost");
        await using var server = await StartAsync(c => Refuse(c, 200), certificate, authority);
        var settings = new ElasticsearchSettings
        {
            Urls = [Url(server, "localhost")],
            CaFingerprint = TestCertificates.Fingerprint(certificate),
        };

        using var response = await GetAsync(settings);
        Assert.Equal(HttpStatusCode.OK, response.Status);
    }

    [Fact]
    public async Task A_certificate_is_trusted_by_the_file_of_its_authority()
    {
        using var authority = TestCertificates.Authority();
        await using var server = await StartSecureAsync(authority, "localhost");

        using var response = await GetAsync(new() { Urls = [Url(server, "localhost")], Authorities = [authority] });

        Assert.Equal(HttpStatusCode.OK, response.Status);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        using var authority = TestCertificates.Authority();
        using var other = TestCertificates.Authority();
        await using var server = await StartSecureAsync(authority, "localhost");

        await RefusesAsync(new() { Urls = [Url(server, "localhost")], Authorities = [other] });
        await RefusesAsync(
            new() { Urls = [Url(server, "localhost")], CaFingerprint = TestCertificates.Fingerprint(other) }
        );
        await RefusesAsync(new() { Urls = [Url(server, "localhost")] });
    }

    private static async Task RefusesAsync(ElasticsearchSettings settings)
    {
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => GetAsync(settings));
        Assert.Contains("the certificate of localhost is not trusted", e.Message, StringComparison.Ordinal);
    }

    private static async Task<string> AuthorizationAsync(ElasticsearchSettings settings)
    {
        var seen = "";
        await using var server = await StartAsync(c =>
        {
            seen = c.Request.Headers.Authorization.ToString();
            return Refuse(c, 200);
        });
        using var response = await GetAsync(
            new()
            {
                Urls = [Url(server)],
                ApiKey = settings.ApiKey,
                Username = settings.Username,
                Password = settings.Password,
            }
        );
        return seen;
    }

    private static async Task<ElasticsearchResponse> GetAsync(ElasticsearchSettings elasticsearch)
    {
        var settings = new AppSettings
        {
            Elasticsearch = new()
            {
                Urls = elasticsearch.Urls,
                ApiKey = elasticsearch.ApiKey,
                Username = elasticsearch.Username,
                Password = elasticsearch.Password,
                Authorities = elasticsearch.Authorities,
                CaFingerprint = elasticsearch.CaFingerprint,
                Retries = elasticsearch.Retries,
                RetryDelay = TimeSpan.Zero,
            },
        };
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddElasticsearch(settings, TimeProvider.System)
            .BuildServiceProvider();
        return await services
            .GetRequiredService<ElasticsearchClient>()
            .GetAsync("_search", TestContext.Current.CancellationToken);
    }

    private static Task Refuse(HttpContext context, int status, string body = "{}")
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    }

    private static Task<WebApplication> StartSecureAsync(X509Certificate2 authority, string name) =>
        StartAsync(c => Refuse(c, 200), TestCertificates.Issue(authority, name), authority);

    private static async Task<WebApplication> StartAsync(
        RequestDelegate handle,
        X509Certificate2? certificate = null,
        X509Certificate2? authority = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k =>
            k.Listen(
                IPAddress.Loopback,
                0,
                l =>
                {
                    if (certificate is not null)
                    {
                        l.UseHttps(h =>
                        {
                            h.ServerCertificate = certificate;
                            h.ServerCertificateChain = [authority!];
                        });
                    }
                }
            )
        );
        var app = builder.Build();
        app.Run(handle);
        await app.StartAsync();
        return app;
    }

    private static Uri Url(WebApplication server, string host = "127.0.0.1") =>
        new UriBuilder(server.Urls.Single()) { Host = host, Path = "/" }.Uri;
}
