namespace Detections.Settings;

/// <summary>A kind of finding. Its id is stable, so that scripts may name it.</summary>
internal sealed partial record FindingCode(string Id, string Title)
{
    public static readonly FindingCode UnreadableFile = new("D001", "A file cannot be read");
    public static readonly FindingCode WrongSyntax = new("D002", "A file is not valid TOML or JSON");
    public static readonly FindingCode UnknownContent = new("D003", "A file holds neither rules nor exceptions");
    public static readonly FindingCode MissingValue = new("D004", "A value that has no default is missing");
    public static readonly FindingCode WrongKind = new("D005", "A value is of another kind than its key takes");
    public static readonly FindingCode WrongValue = new("D006", "A value is not one of those allowed");
    public static readonly FindingCode UnknownKey = new("D007", "A key is not known");
    public static readonly FindingCode WrongQuery = new("D008", "A query cannot be understood");
    public static readonly FindingCode QueryWithPipes = new("D009", "The query of a rule has pipes");
    public static readonly FindingCode UnsupportedKey = new("D010", "A key that changes what alerts is not supported");
    public static readonly FindingCode NoEffect = new("D011", "A key has no effect here");
    public static readonly FindingCode ShortLookback = new("D012", "A rule looks back less than its interval");
    public static readonly FindingCode SharedId = new("D013", "Two rules have the same id");
    public static readonly FindingCode UnknownExceptionList = new("D014", "An exception list is in none of the files");
    public static readonly FindingCode UnknownValueList = new("D015", "A value list is in none of the files");
    public static readonly FindingCode EmptyPattern = new("D016", "A file pattern matches no file");
    public static readonly FindingCode NothingEnabled = new("D017", "No rule is enabled");
    public static readonly FindingCode ReplacedRule = new("D018", "A rule of the settings replaces one of a file");
    public static readonly FindingCode LastGoodKept = new("D019", "A rule runs on as it was before its file broke");
    public static readonly FindingCode UnknownSection = new("D020", "A section of the settings is not known");
    public static readonly FindingCode Contradiction = new("D021", "Two settings exclude each other");
    public static readonly FindingCode EmptyChoice = new("D022", "A choice of rules names what no rule has");

    public override string ToString() => Id;
}
