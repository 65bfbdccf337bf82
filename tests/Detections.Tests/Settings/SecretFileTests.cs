using System.Text.Json;
using Detections.Settings;
using Detections.Tests.Elasticsearch;

namespace Detections.Tests.Settings;

/// <summary>Secrets in files, as Docker and Kubernetes hand them out.</summary>
public sealed class SecretFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("detections").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_secret_can_stand_in_a_file_that_then_belongs_to_the_settings()
    {
        var key = Write("key", "aWQ6a2V5\n");
        var password = Write("password", "hunter2\n");
        var token = Write("token", "0123456789abcdef\n");
        var headers = Write("headers", "x-key=hunter2\n");

        var (withKey, findings) = Read(
            new
            {
                Elasticsearch = new { ApiKeyFile = key },
                Http = new { TokenFile = token },
                Telemetry = new { OtlpHeadersFile = headers },
            }
        );
        var (withPassword, _) = Read(new { Elasticsearch = new { Username = "u", PasswordFile = password } });

        Assert.Empty(findings.Faults);
        Assert.Equal("aWQ6a2V5", withKey.Elasticsearch.ApiKey);
        Assert.Equal("0123456789abcdef", withKey.Http.Token);
        Assert.Equal("x-key=hunter2", withKey.Telemetry.OtlpHeaders);
        Assert.Equal("hunter2", withPassword.Elasticsearch.Password);
        Assert.Equal(new[] { headers, key, token }.Order(StringComparer.Ordinal), findings.Files);
    }

    [Fact]
    public void A_file_that_is_missing_or_empty_is_a_fault_with_its_path()
    {
        var missing = Path.Combine(_folder, "none");
        var empty = Write("empty", "\n");

        var (_, findings) = Read(
            new { Elasticsearch = new { ApiKeyFile = missing }, Http = new { TokenFile = empty } }
        );

        Assert.Equal(
            [
                $"Elasticsearch:ApiKeyFile is \"{missing}\"; allowed is the path of a file that can be read (Could not find file '{missing}'.).",
                $"Http:TokenFile names {empty}, which is empty; it needs the secret as its only content.",
            ],
            findings.Faults
        );
    }

    [Fact]
    public void A_wrong_key_in_a_file_is_told_without_the_key()
    {
        var file = Write("key", "hunter2");

        var (_, findings) = Read(new { Elasticsearch = new { ApiKeyFile = file } });

        var fault = Assert.Single(findings.Faults);
        Assert.StartsWith(
            "Elasticsearch:ApiKeyFile is not the base64 form of an API key",
            fault,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("hunter2", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("hunter2")]
    public void A_client_certificate_is_read_with_its_key(string? password)
    {
        using var authority = TestCertificates.Authority();
        using var issued = TestCertificates.Issue(authority, "client");
        using var privateKey =
            System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(issued)!;
        var certificate = Write("client.pem", issued.ExportCertificatePem());
        var key = Write(
            "client.key",
            password is null
                ? privateKey.ExportPkcs8PrivateKeyPem()
                : privateKey.ExportEncryptedPkcs8PrivateKeyPem(
                    password,
                    new(
                        System.Security.Cryptography.PbeEncryptionAlgorithm.Aes256Cbc,
                        System.Security.Cryptography.HashAlgorithmName.SHA256,
                        1000
                    )
                )
        );

        var (settings, findings) = Read(
            new
            {
                Elasticsearch = new
                {
                    ClientCertificateFile = certificate,
                    ClientKeyFile = key,
                    ClientKeyPassword = password ?? "",
                },
            }
        );

        Assert.Empty(findings.Faults);
        Assert.True(settings.Elasticsearch.ClientCertificate!.HasPrivateKey);
        Assert.Equal([key, certificate], findings.Files);
    }

    [Fact]
    public void A_certificate_without_its_key_is_a_fault()
    {
        using var authority = TestCertificates.Authority();
        var certificate = Write("client.pem", authority.ExportCertificatePem());

        var (_, findings) = Read(new { Elasticsearch = new { ClientCertificateFile = certificate } });

        Assert.StartsWith(
            $"Elasticsearch:ClientCertificateFile names {certificate}; it needs a PEM file with a certificate, and with its private key unless",
            Assert.Single(findings.Faults),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_CA_file_without_a_certificate_is_a_fault_with_its_path()
    {
        var file = Write("ca.crt", "hunter2");

        var (_, findings) = Read(new { Elasticsearch = new { CaFile = file } });

        Assert.Equal(
            [$"Elasticsearch:CaFile names {file}, which is not a PEM file with a certificate."],
            findings.Faults
        );
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static (AppSettings Settings, Findings Findings) Read(object settings)
    {
        var findings = new Findings();
        var configuration = ConfigurationText.Json(JsonSerializer.Serialize(settings));
        return (new SettingsReader(configuration, findings).Read(), findings);
    }
}
