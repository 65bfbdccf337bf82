using System.Text.RegularExpressions;
using System.Xml.Linq;
using Detections.Settings;

namespace Detections.Tests.Deploy;

public sealed partial class DockerfileTests
{
    [Fact]
    public async Task It_is_a_valid_Dockerfile() =>
        Assert.Empty(await DeployLint.RunAsync("dockerfile", DeployFiles.Dockerfile));

    [Fact]
    public async Task A_wrong_Dockerfile_is_found()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "FROM a\nRUNN b\n", TestContext.Current.CancellationToken);
        var found = await DeployLint.RunAsync("dockerfile", file);
        File.Delete(file);

        Assert.StartsWith("line 2: ", found);
    }

    [Fact]
    public void Every_base_image_is_named_with_its_version()
    {
        var images = Dockerfile
            .Instructions.Where(i => i.Name == "FROM")
            .Select(i => i.Text.Split(' ').First(t => !t.StartsWith('-')))
            .ToList();

        Assert.Equal(2, images.Count);
        Assert.All(images, image => Assert.Matches(@":\d+\.\d+", image));
    }

    [Fact]
    public void It_runs_as_a_user_without_a_name_and_without_rights()
    {
        Assert.Equal("10001:10001", Dockerfile.Last("USER"));
        Assert.DoesNotContain(Dockerfile.Instructions, i => i.Name == "ADD");
    }

    /// <summary>The base image has no shell that could run the other form.</summary>
    [Theory]
    [InlineData("ENTRYPOINT")]
    [InlineData("CMD")]
    [InlineData("HEALTHCHECK")]
    public void What_it_starts_needs_no_shell(string instruction) =>
        Assert.NotEmpty(Dockerfile.Exec(Dockerfile.Last(instruction)));

    [Fact]
    public void Its_health_check_asks_the_program_that_it_starts() =>
        Assert.Equal(
            Dockerfile.Exec(Dockerfile.Last("ENTRYPOINT")),
            Dockerfile.Exec(Dockerfile.Last("HEALTHCHECK")).Take(1)
        );

    [Fact]
    public void Its_port_is_the_one_that_health_and_metrics_are_at() =>
        Assert.Equal($"{HttpSettings.DefaultUrl.Port}", Dockerfile.Last("EXPOSE"));

    /// <summary>A project that is not copied before the restore would be restored without its lock file.</summary>
    [Fact]
    public void Every_project_of_the_program_is_restored_from_its_lock_file()
    {
        var copied = Dockerfile.Instructions.Where(i => i.Name == "COPY").SelectMany(i => i.Text.Split(' ')).ToList();
        var projects = Directory.GetFiles(DeployFiles.FullPath("src"), "*.csproj", SearchOption.AllDirectories);

        Assert.NotEmpty(projects);
        foreach (var project in projects)
        {
            var folder = $"src/{Path.GetFileNameWithoutExtension(project)}";
            Assert.Contains($"{folder}/{Path.GetFileName(project)}", copied);
            Assert.Contains($"{folder}/packages.lock.json", copied);
        }
    }

    [Fact]
    public void Every_file_that_it_copies_is_let_in()
    {
        var let = DeployFiles
            .Read(".dockerignore")
            .Split('\n')
            .Where(line => line.StartsWith('!'))
            .Select(line => line[1..])
            .ToList();
        var copied = Dockerfile
            .Instructions.Where(i => i.Name == "COPY" && !i.Text.StartsWith("--", StringComparison.Ordinal))
            .SelectMany(i => i.Text.Split(' ')[..^1])
            .ToList();

        Assert.NotEmpty(copied);
        Assert.All(copied, c => Assert.Contains(c.Split('/')[0], let));
        Assert.All(copied, c => Assert.True(Path.Exists(DeployFiles.FullPath(c)), $"{c} does not exist"));
    }

    [Fact]
    public void The_version_is_the_same_everywhere()
    {
        var version = XDocument
            .Load(DeployFiles.FullPath("Directory.Build.props"))
            .Descendants("VersionPrefix")
            .Single()
            .Value;
        string[] files =
        [
            DeployFiles.Dockerfile,
            DeployFiles.TrialCompose,
            DeployFiles.Compose,
            $"{DeployFiles.Kubernetes}/kustomization.yaml",
            .. DeployFiles.Manifests(),
        ];
        var named = files
            .SelectMany(f => Version().Matches(DeployFiles.Read(f)))
            .Select(m => m.Groups["version"].Value)
            .ToList();

        Assert.True(named.Count >= 8, $"only {named.Count} places name a version");
        Assert.All(named, n => Assert.Equal(version, n));
    }

    [GeneratedRegex(
        @"(?:ARG VERSION=|detections:|newTag: )(?<version>\d+\.\d+\.\d+)",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Version();
}
