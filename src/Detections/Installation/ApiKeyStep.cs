using System.Net;
using System.Text;
using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Installation;

/// <summary>Makes the API key of a running copy and leaves it in a file that only its owner can read. A key that works is left alone.</summary>
internal sealed class ApiKeyStep(
    string file,
    AppSettings settings,
    RuleSet rules,
    bool isServerless,
    bool knowsRemoteIndices
) : SetupStep($"API key in {file}")
{
    /// <summary>Each time it is sent it makes another key.</summary>
    private readonly SetupRequest _create = new(
        "POST",
        "_security/api_key",
        RuntimeRole.ApiKey(settings, rules, knowsRemoteIndices)
    )
    {
        IsOnce = true,
    };

    public override IEnumerable<SetupRequest> Requests => [_create];

    /// <summary>Serverless has no users with passwords.</summary>
    private string Remedy =>
        isServerless
            ? $"Create it in Kibana, under API keys, with these privileges, and write its encoded form to {file}: {RoleDefinition.Text(_create.Body!["role_descriptors"]!)}"
            : "Run setup with Elasticsearch:Username and Elasticsearch:Password";

    public override async Task<IReadOnlyList<StepResult>> RunAsync(
        ElasticsearchClient client,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (File.Exists(file))
            {
                return [await CheckAsync(await File.ReadAllTextAsync(file, cancellationToken), cancellationToken)];
            }

            if (settings.Elasticsearch.ApiKey is not null)
            {
                return
                [
                    Result(
                        StepOutcome.Refused,
                        $"Elasticsearch lets no API key make another that may do anything. {Remedy}"
                    ),
                ];
            }

            return [await CreateAsync(client, cancellationToken)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [Result(StepOutcome.Refused, $"the file cannot be read or written: {e.Message}")];
        }
    }

    private async Task<StepResult> CreateAsync(ElasticsearchClient client, CancellationToken cancellationToken)
    {
        // The file comes first: a key that cannot be kept must not be made.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var stream = new FileStream(file, options);
        var isKept = false;
        try
        {
            using var response = await _create.SendAsync(client, cancellationToken);
            if (response.IsWithoutSecurity)
            {
                return Result(StepOutcome.Skipped, RuntimeRole.NotNeeded);
            }

            using var body = response.Expect().ReadJson();
            var key = $"{body.RootElement.GetProperty("id")}:{body.RootElement.GetProperty("api_key")}";
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(key))),
                CancellationToken.None
            );
            isKept = true;
            return Result(StepOutcome.Created, $"set Elasticsearch:ApiKeyFile to {file}");
        }
        catch (ElasticsearchException e) when (e.Status is null or >= HttpStatusCode.InternalServerError)
        {
            return Result(
                StepOutcome.Refused,
                $"{e.Message}. A key may have been made all the same, which nobody has: look for {RuntimeRole.Name(settings)} among the API keys (GET /_security/api_key?name={RuntimeRole.Name(settings)}), invalidate it, and run setup again"
            );
        }
        finally
        {
            if (!isKept)
            {
                File.Delete(file);
            }
        }
    }

    private async Task<StepResult> CheckAsync(string key, CancellationToken cancellationToken)
    {
        var other = settings with { Elasticsearch = settings.Elasticsearch.As(key.Trim()) };
        await using var services = ElasticsearchServices.Create(other);
        try
        {
            var client = services.GetRequiredService<ElasticsearchClient>();
            var missing = await new RunningPrivileges(client, settings, rules).FindMissingAsync(cancellationToken);
            return missing.Count == 0
                ? Result(StepOutcome.Unchanged)
                : Result(
                    StepOutcome.Refused,
                    $"the key there may do less than it must. {string.Join(' ', missing.Select(m => m.Sentence))} Or delete the file and run setup again to have a new key made"
                );
        }
        catch (ElasticsearchException e) when (e.Status == HttpStatusCode.Unauthorized)
        {
            return Result(
                StepOutcome.Refused,
                "the cluster does not accept the key there. If it is no longer needed, delete the file and run setup again to have a new one made"
            );
        }
    }
}
