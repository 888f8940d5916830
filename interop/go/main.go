// Calls a running sandbox with smartwalle's SDK, its signature verification on, and prints one line
// for each case, as the Java program beside it does.
//
// Arguments: the path of sandbox.json, the charset (utf-8 only), the sign type (RSA2 only).
package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/smartwalle/alipay/v3"
)

const (
	campaign = "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx"
	voucher  = "20170616000730020041006ZYE2V"
)

// Requests, in the SDK's way: what embeds AuxParam and names its method.

type cashDetailQuery struct {
	alipay.AuxParam
	CrowdNo string `json:"crowd_no,omitempty"`
}

func (cashDetailQuery) APIName() string           { return "alipay.marketing.campaign.cash.detail.query" }
func (cashDetailQuery) Params() map[string]string { return nil }

type malformed struct{ cashDetailQuery }

func (malformed) MarshalJSON() ([]byte, error) { return []byte("[]"), nil }

type voucherQuery struct {
	alipay.AuxParam
	VoucherID string `json:"voucher_id"`
}

func (voucherQuery) APIName() string           { return "alipay.marketing.voucher.query" }
func (voucherQuery) Params() map[string]string { return nil }

// Responses.

type response interface {
	fault() alipay.Error
	columns() []string
}

type cashDetail struct {
	alipay.Error
	CrowdNo       string `json:"crowd_no"`
	CouponName    string `json:"coupon_name"`
	PrizeMsg      string `json:"prize_msg"`
	PrizeType     string `json:"prize_type"`
	TotalAmount   string `json:"total_amount"`
	SendAmount    string `json:"send_amount"`
	TotalNum      int    `json:"total_num"`
	TotalCount    int    `json:"total_count"`
	OriginCrowdNo string `json:"origin_crowd_no"`
	CampStatus    string `json:"camp_status"`
}

func (c *cashDetail) fault() alipay.Error { return c.Error }

func (c *cashDetail) columns() []string {
	return []string{c.CrowdNo, c.CouponName, c.PrizeMsg, c.PrizeType, c.TotalAmount, c.SendAmount,
		fmt.Sprint(c.TotalNum), fmt.Sprint(c.TotalCount), c.OriginCrowdNo, c.CampStatus}
}

type voucherDetail struct {
	alipay.Error
	Name            string `json:"name"`
	VoucherID       string `json:"voucher_id"`
	UserID          string `json:"user_id"`
	TemplateID      string `json:"template_id"`
	TotalAmount     string `json:"total_amount"`
	AvailableAmount string `json:"available_amount"`
	Status          string `json:"status"`
	ExtendInfo      string `json:"extend_info"`
	BillDetails     []struct {
		TradeNo     string `json:"trade_no"`
		Amount      string `json:"amount"`
		Status      string `json:"status"`
		PartnerID   string `json:"partner_id"`
		PartnerName string `json:"partner_name"`
		BizType     string `json:"biz_type"`
	} `json:"bill_details"`
}

func (v *voucherDetail) fault() alipay.Error { return v.Error }

func (v *voucherDetail) columns() []string {
	columns := []string{v.Name, v.VoucherID, v.UserID, v.TemplateID, v.TotalAmount,
		v.AvailableAmount, v.Status, v.ExtendInfo}
	for _, b := range v.BillDetails {
		columns = append(columns, b.TradeNo, b.Amount, b.Status, b.PartnerID, b.PartnerName, b.BizType)
	}
	return columns
}

var sandbox struct {
	Gateway         string `json:"gateway"`
	AppID           string `json:"app_id"`
	AppPrivateKey   string `json:"app_private_key"`
	AlipayPublicKey string `json:"alipay_public_key"`
}

func run(name, privateKey string, request alipay.Param, result response) {
	client, err := alipay.New(sandbox.AppID, privateKey, false, alipay.WithSandboxGateway(sandbox.Gateway))
	check(err)
	check(client.LoadAliPayPublicKey(sandbox.AlipayPublicKey))
	check(client.Request(context.Background(), request, result))
	fault, columns := result.fault(), result.columns()
	if fault.IsFailure() {
		columns = []string{fault.SubCode, fault.SubMsg}
	}
	fmt.Println(strings.Join(append([]string{name, string(fault.Code)}, columns...), "\t"))
}

func freshKey() string {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	check(err)
	return base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(key))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	if charset, signType := os.Args[2], os.Args[3]; charset != "utf-8" || signType != "RSA2" {
		log.Fatal("the SDK knows utf-8 and RSA2 only")
	}
	text, err := os.ReadFile(os.Args[1])
	check(err)
	check(json.Unmarshal(text, &sandbox))

	key := sandbox.AppPrivateKey
	run("success", key, cashDetailQuery{CrowdNo: campaign}, &cashDetail{})
	run("foreign", key, cashDetailQuery{CrowdNo: "FIXTURE-campaign-of-another-merchant"}, &cashDetail{})
	run("unknown", key, cashDetailQuery{CrowdNo: "no-such-campaign"}, &cashDetail{})
	run("chinese", key, cashDetailQuery{CrowdNo: "没有这个活动，红包"}, &cashDetail{})
	run("reserved", key, cashDetailQuery{CrowdNo: "a+b/c&d=e%f ~*!"}, &cashDetail{})
	run("empty", key, cashDetailQuery{}, &cashDetail{})
	run("malformed", key, malformed{}, &cashDetail{})
	run("wrong-key", freshKey(), cashDetailQuery{CrowdNo: campaign}, &cashDetail{})
	run("voucher-success", key, voucherQuery{VoucherID: voucher}, &voucherDetail{})
	run("voucher-unknown", key, voucherQuery{VoucherID: "201706160007300200410UNKNOWN"}, &voucherDetail{})
}
