using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Detections.ContractTests.Targets;

/// <summary>The suite itself reaches clusters whose certificate no system trusts.</summary>
public sealed class TargetTests : IDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly X509Certificate2 _certificate = SelfSigned();
    private readonly string _caFile = Path.GetTempFileName();

    public TargetTests() => File.WriteAllText(_caFile, _certificate.ExportCertificatePem());

    public void Dispose()
    {
        _certificate.Dispose();
        File.Delete(_caFile);
    }

    [Fact]
    public async Task A_cluster_with_a_CA_of_its_own_is_reached_by_its_file_or_its_fingerprint()
    {
        await using var server = await StartAsync();
        var url = new Uri(server.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        var byFile = new Target(url, caFile: _caFile);
        var byFingerprint = new Target(url, caFingerprint: _certificate.GetCertHashString(HashAlgorithmName.SHA256));
        using (byFile.Http)
        using (byFingerprint.Http)
        {
            Assert.Equal("yes", (await byFile.SendAsync("GET /", cancellationToken: Ct))["reached"]!.ToString());
            Assert.Equal("yes", (await byFingerprint.SendAsync("GET /", cancellationToken: Ct))["reached"]!.ToString());
        }
    }

    [Fact]
    public async Task Without_them_it_is_not_trusted()
    {
        await using var server = await StartAsync();
        var target = new Target(
            new Uri(server.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal))
        );
        using (target.Http)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => target.SendAsync("GET /", cancellationToken: Ct));
        }
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate))
        );
        var server = builder.Build();
        server.Run(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"reached":"yes"}""", context.RequestAborted);
        });
        await server.StartAsync(Ct);
        return server;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
