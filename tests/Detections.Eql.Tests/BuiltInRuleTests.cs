using System.Text;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests;

public sealed class BuiltInRuleTests
{
    public const string Query = """
        process where event.type == "start" and process.parent.name : ("UMService.exe", "UMWorkerProcess.exe") and not process.executable : ("?:\\Windows\\System32\\werfault.exe", "?:\\Windows\\System32\\wermgr.exe", "?:\\Program Files\\Microsoft\\Exchange Server\\V??\\Bin\\UMWorkerProcess.exe", "D:\\Exchange 2016\\Bin\\UMWorkerProcess.exe", "E:\\ExchangeServer\\Bin\\UMWorkerProcess.exe")
        """;

    [Fact]
    public void It_needs_four_fields() =>
        Assert.Equal(
            ["event.category", "event.type", "process.parent.name", "process.executable"],
            EqlQuery.Parse(Query).Fields
        );

    [Theory]
    [InlineData("UMService.exe", @"C:\\Windows\\System32\\cmd.exe", true)]
    [InlineData("UMWorkerProcess.exe", @"C:\\Windows\\System32\\cmd.exe", true)]
    [InlineData("umservice.EXE", @"c:\\windows\\temp\\a.exe", true)]
    [InlineData("UMServiceX.exe", @"C:\\Windows\\System32\\cmd.exe", false)]
    [InlineData("services.exe", @"C:\\Windows\\System32\\cmd.exe", false)]
    [InlineData("UMService.exe", @"C:\\Windows\\System32\\werfault.exe", false)]
    [InlineData("UMService.exe", @"d:\\WINDOWS\\system32\\WerFault.exe", false)]
    [InlineData("UMService.exe", @"C:\\Windows\\System32\\wermgr.exe", false)]
    [InlineData("UMService.exe", @"C:\\Windows\\SysWOW64\\werfault.exe", true)]
    [InlineData("UMService.exe", @"CC:\\Windows\\System32\\werfault.exe", true)]
    [InlineData(
        "UMService.exe",
        @"C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Bin\\UMWorkerProcess.exe",
        false
    )]
    [InlineData(
        "UMService.exe",
        @"C:\\Program Files\\Microsoft\\Exchange Server\\V150\\Bin\\UMWorkerProcess.exe",
        true
    )]
    [InlineData("UMService.exe", @"D:\\Exchange 2016\\Bin\\UMWorkerProcess.exe", false)]
    [InlineData("UMService.exe", @"C:\\Exchange 2016\\Bin\\UMWorkerProcess.exe", true)]
    [InlineData("UMService.exe", @"E:\\ExchangeServer\\Bin\\UMWorkerProcess.exe", false)]
    public void Unusual_children_of_the_service_match(string parent, string executable, bool expected) =>
        Assert.Equal(
            expected,
            Event.Matches(
                Query,
                $$"""
                {"event": {"category": ["process"], "type": ["start"]},
                 "process": {"executable": "{{executable}}", "parent": {"name": "{{parent}}"} } }
                """
            )
        );

    [Theory]
    [InlineData(
        """{"event.category": "process", "event.type": "start", "process.parent.name": "UMService.exe"}""",
        true
    )]
    [InlineData(
        """{"event": {"category": ["process"], "type": ["start"]}, "process": {"parent": {"name": "UMService.exe"}}}""",
        true
    )]
    [InlineData(
        """{"event": {"category": ["process"], "type": ["info", "start"]}, "process.parent.name": "UMService.exe"}""",
        true
    )]
    [InlineData(
        """{"event": {"category": ["process"], "type": ["end"]}, "process.parent.name": "UMService.exe"}""",
        false
    )]
    [InlineData(
        """{"event": {"category": ["process"], "type": "Start"}, "process.parent.name": "UMService.exe"}""",
        false
    )]
    [InlineData("""{"event": {"category": "file", "type": "start"}, "process.parent.name": "UMService.exe"}""", false)]
    [InlineData("""{"event": {"type": "start"}, "process.parent.name": "UMService.exe"}""", false)]
    [InlineData("""{"event": {"category": "process", "type": "start"}, "process.name": "UMService.exe"}""", false)]
    public void A_missing_executable_is_no_exemption_and_every_spelling_counts(string json, bool expected) =>
        Assert.Equal(expected, Event.Matches(EqlQuery.Parse(Query), Encoding.UTF8.GetBytes(json)));
}
