using System.Net;
using Detections.Elasticsearch;
using Detections.Installation;
using Detections.Rules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Detections.Scheduling;

/// <summary>Says who answers under a configuration, and each privilege that its runs will miss.</summary>
internal sealed partial class ClusterGreeting(ILogger<ClusterGreeting> logger)
{
    /// <summary>Throws <see cref="ElasticsearchException"/> where it is another product, or does not accept the credentials; all else is only told.</summary>
    public async Task SayAsync(Configuration configuration, CancellationToken cancellationToken)
    {
        await using var services = ElasticsearchServices.Create(configuration.Settings);
        try
        {
            var identity = await services.GetRequiredService<ClusterInfo>().IdentifyAsync(cancellationToken);
            LogIdentity(identity.ToString());
            foreach (var notice in identity.Notices)
            {
                LogNotice(notice);
            }

            var client = services.GetRequiredService<ElasticsearchClient>();
            var privileges = new RunningPrivileges(client, configuration.Settings, configuration.Rules);
            foreach (var missing in await privileges.FindMissingAsync(cancellationToken))
            {
                LogMissing(missing.Sentence);
            }
        }
        catch (ElasticsearchException e)
            when (e is not UnsupportedClusterException and not { Status: HttpStatusCode.Unauthorized })
        {
            LogTrouble(e.Message);
        }
    }

    [LoggerMessage(3001, LogLevel.Information, "Elasticsearch:Urls is answered by {Identity}")]
    private partial void LogIdentity(string identity);

    [LoggerMessage(3004, LogLevel.Warning, "{Notice}")]
    private partial void LogNotice(string notice);

    [LoggerMessage(3002, LogLevel.Error, "{Sentence}")]
    private partial void LogMissing(string sentence);

    [LoggerMessage(3003, LogLevel.Error, "The cluster cannot be asked who it is, and runs go on trying. {Message}")]
    private partial void LogTrouble(string message);
}
