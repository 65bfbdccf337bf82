using System.Security.Cryptography;
using System.Text;
using Detections.Rules.Files;
using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Rules;

/// <summary>
/// `appsettings.json` with the environment on top, and the files that it names. Changes are seen by content, since a mounted file
/// or a link that is turned to another folder gives no other sign.
/// </summary>
internal sealed class ConfigurationFile(string path)
{
    public const string FileName = "appsettings.json";
    private const int Attempts = 5;

    private IReadOnlyCollection<string> _files = [path];
    private RulePatterns _patterns = new([], []);
    private RuleSet? _rules;
    private IReadOnlyCollection<string> _foundNow = [];
    private string? _fingerprint;

    private string Folder => Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <summary>What is run on in place of the cluster that the file names.</summary>
    public Uri? Cluster { get; set; }

    /// <summary>What was found before the last reading, so that it need not be told again.</summary>
    public IReadOnlyCollection<string> FoundBefore { get; private set; } = [];

    /// <param name="directory">Where the file is; by default here, else beside the program.</param>
    public static ConfigurationFile? Find(string? directory)
    {
        string[] places = directory is null ? [Directory.GetCurrentDirectory(), AppContext.BaseDirectory] : [directory];
        var file = places.Select(p => Path.Combine(Path.GetFullPath(p), FileName)).FirstOrDefault(File.Exists);
        return file is null ? null : new(file);
    }

    /// <summary>Whether anything was written since it was read, by whatever content it shows now.</summary>
    public bool HasChanged() => Fingerprint() != _fingerprint;

    /// <summary>What the files say now: a fingerprint to find out whether a writer is still at it.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in _files)
        {
            hash.AppendData(ContentHash(file));
        }

        hash.AppendData(Encoding.UTF8.GetBytes(_patterns.Stamps()));

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>The configuration, or null when there are faults. Read again when something was written meanwhile, so that all of it is of one time.</summary>
    public Configuration? Read(out Findings findings)
    {
        for (var attempt = 1; ; attempt++)
        {
            findings = new();
            var values = Values(findings);
            _patterns = values is null ? _patterns : RulePatterns.Of(values, Folder);
            var before = Fingerprint();
            // What was read to know the files may be of another time than their fingerprint.
            findings = new();
            var configuration = Read(findings);
            // A fault hides what else the file names, which may be what has to be mended.
            _files = [path, .. findings.Files.Union(configuration is null ? _files : []).Where(f => f != path)];
            var isOfOneTime = Fingerprint() == before;
            if (isOfOneTime || attempt == Attempts)
            {
                _fingerprint = isOfOneTime ? before : null;
                FoundBefore = _foundNow;
                _foundNow = configuration is null ? _foundNow : [.. findings.All.Select(f => f.Text)];
                _rules = configuration?.Rules ?? _rules;
                return configuration;
            }
        }
    }

    /// <summary>What stands in the file and the environment, right or wrong; null when the file cannot be read.</summary>
    public IConfiguration? Values(Findings findings)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(path).AddEnvironmentVariables().Build();
        }
        catch (InvalidDataException e)
        {
            findings.Fault(
                FindingCode.WrongSyntax,
                $"{path} is not valid JSON. {e.InnerException?.Message ?? e.Message}"
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Fault(FindingCode.UnreadableFile, $"{path} cannot be read. {e.Message}");
        }

        return null;
    }

    private Configuration? Read(Findings findings)
    {
        var configuration = Values(findings) is { } values
            ? ConfigurationReader.Read(values, findings, Folder, _rules)
            : null;
        return Cluster is null ? configuration : configuration?.On(Cluster);
    }

    private static byte[] ContentHash(string file)
    {
        try
        {
            return SHA256.HashData(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
