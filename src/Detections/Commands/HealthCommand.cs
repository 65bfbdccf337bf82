using System.CommandLine;
using System.Net;
using Detections.Observability;

namespace Detections.Commands;

/// <summary>Asks the copy that runs on this machine, with the same settings, how it is: for container health checks.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var command = new Command(
            "health",
            "Exit with 0 when the copy that runs here is healthy, with 1 when it is not"
        )
        {
            CommonOptions.Config,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        // Whoever checks the health of a container knows no third answer.
        if (Startup.ReadHttp(arguments.GetValue(CommonOptions.Config), Console.Error) is not { } settings)
        {
            return ExitCode.Findings;
        }

        var url = new Uri(Reachable(settings.Url), HttpEndpoints.Ready);
        using var http = new HttpClient { Timeout = Patience };
        http.DefaultRequestHeaders.Authorization = settings.Token is null ? null : new("Bearer", settings.Token);
        try
        {
            using var answer = await http.GetAsync(url, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
            {
                await Console.Error.WriteLineAsync(
                    $"error: {url} asks for another token: set Http:Token or Http:TokenFile as the running copy has it."
                );
                return ExitCode.Findings;
            }

            await Console.Out.WriteLineAsync(await answer.Content.ReadAsStringAsync(cancellationToken));
            return answer.IsSuccessStatusCode ? ExitCode.Fine : ExitCode.Findings;
        }
        catch (Exception e)
            when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"error: Nothing answers at {url}: {e.Message}");
            return ExitCode.Findings;
        }
    }

    /// <summary>Who listens on every address is asked on this machine's own.</summary>
    private static Uri Reachable(Uri url) =>
        url.Host switch
        {
            "0.0.0.0" => new UriBuilder(url) { Host = "127.0.0.1" }.Uri,
            "[::]" => new UriBuilder(url) { Host = "[::1]" }.Uri,
            _ => url,
        };
}
